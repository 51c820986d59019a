import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { SubscribedInclude } from "#shared/model/delivery.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { Access } from "#functions/source/credential/credential.ts";
import { tidyPath, type FileTree } from "./file-tree.ts";
import { rootOf, type Host } from "#functions/source/host.ts";
import { keptOf } from "./kept.ts";
import { withLinks } from "./links.ts";
import { parseOid, type Oid } from "#functions/source/object/object-id.ts";
import type { ObjectStore } from "#functions/source/store/object-store.ts";
import { Overlay, type Mount } from "./overlay.ts";
import { ReadMemo, Snapshot } from "./snapshot.ts";
import { absentPath, Sparse } from "./sparse.ts";
import { submodulesOf } from "./submodules.ts";
import type { Facts } from "./tree-facts.ts";

/** A repository as one credential sees it. */
export type Seen = {
  readonly host: Host;
  readonly store: ObjectStore;
  readonly access: Access;
  /** Names the credential, and says nothing of it. */
  readonly group: string;
};

/** What of a subscription decides what its source holds. */
export type Sourced = { readonly spec: JsonObject; readonly includes?: readonly SubscribedInclude[] };

export type ContentsParts = {
  /** Of the repository that is followed. */
  readonly memo: ReadMemo;
  readonly facts: Facts;
  /** The repository of a submodule: with the parent's credential where it is at the same host, else with none. */
  readonly openSubmodule: (url: string, parent: Seen, spec: JsonObject) => Result<Seen>;
  readonly openInclude: (include: SubscribedInclude) => Promise<Result<Seen>>;
};

/**
 * Of the repository itself, and of all that lies beside it: that may come from anywhere, and would find in the other what
 * it names, whoever's credential that was read with.
 */
type Memos = { readonly own: ReadMemo; readonly beside: ReadMemo };

/** What sources hold, made of the files that were fetched for them. */
export class Contents {
  readonly #parts: ContentsParts;

  constructor(parts: ContentsParts) {
    this.#parts = parts;
  }

  /** All that an artifact of the source at this commit would hold. The commit is here; what lies beside it is brought. */
  async of(sourced: Sourced, seen: Seen, commit: Oid): Promise<Result<FileTree>> {
    return this.#whole(sourced, { seen, commit }, { own: this.#parts.memo, beside: new ReadMemo() });
  }

  async #whole(
    { spec, includes = [] }: Sourced,
    { seen, commit }: { readonly seen: Seen; readonly commit: Oid },
    memos: Memos,
  ): Promise<Result<FileTree>> {
    const base = await this.#commit(seen, commit, memos.own);
    if (!base.ok) return base;
    const checkedOut = await this.#withSubmodules(base.value, { seen, spec, memo: memos.beside });
    if (!checkedOut.ok) return checkedOut;
    const sparse = sparseOf(checkedOut.value, spec);
    if (!sparse.ok) return sparse;
    const mounts: Mount[] = [];
    for (const include of includes) {
      const mount = await this.#include(include, memos.beside);
      if (!mount.ok) return mount;
      mounts.push(mount.value);
    }
    const whole = mounts.length === 0 ? sparse.value : new Overlay(sparse.value, mounts);
    return keptOf(whole, { ignore: spec["ignore"], facts: this.#parts.facts });
  }

  async #withSubmodules(
    base: FileTree,
    { seen, spec, memo }: { readonly seen: Seen; readonly spec: JsonObject; readonly memo: ReadMemo },
  ): Promise<Result<FileTree>> {
    if (spec["recurseSubmodules"] !== true) return done(base);
    const url = typeof spec["url"] === "string" ? spec["url"] : "";
    const mounts = await submodulesOf(base, url, async (from, commit) => {
      const opened = this.#parts.openSubmodule(from, seen, spec);
      if (!opened.ok) return opened;
      const brought = await opened.value.host.bring(commit, { isListed: true });
      return brought.ok ? this.#commit(opened.value, commit, memo) : brought;
    });
    if (!mounts.ok) return mounts;
    return done(mounts.value.length === 0 ? base : new Overlay(base, mounts.value));
  }

  async #include(include: SubscribedInclude, memo: ReadMemo): Promise<Result<Mount>> {
    const { artifact, fromPath, toPath } = include;
    if (`/${toPath}/${fromPath}/`.includes("/../")) return failed(leadsOut(include));
    const opened = await this.#parts.openInclude(include);
    if (!opened.ok) return opened;
    const commit = parseOid(artifact.revision.slice(-40));
    if (commit === undefined) return failed(notIn(include, "it names no commit"));
    const brought = await opened.value.host.bring(commit, { isListed: true });
    if (!brought.ok) return brought;
    const tree = await this.#whole(include, { seen: opened.value, commit }, { own: memo, beside: memo });
    if (!tree.ok) return tree;
    const from = tidyPath(fromPath);
    if (tree.value.folder(from) === undefined) return failed(notIn(include, "it has no such folder"));
    return done({ at: tidyPath(toPath), from, tree: tree.value });
  }

  async #commit({ store, host }: Seen, commit: Oid, memo: ReadMemo): Promise<Result<FileTree>> {
    const { facts } = this.#parts;
    const [root] = rootOf(store, commit);
    if (root !== undefined) return withLinks(new Snapshot({ store, root, memo, host }), facts);
    return failed({
      code: "source/not-here",
      subject: `commit ${commit}`,
      message: "is not here any more",
      remedy: "It will be fetched again at the next look",
    });
  }
}

function sparseOf(tree: FileTree, spec: JsonObject): Result<FileTree> {
  const listed = Array.isArray(spec["sparseCheckout"]) ? spec["sparseCheckout"] : [];
  const paths = listed.filter((path) => typeof path === "string").map((path) => path.replace(/^\.\//, ""));
  if (paths.length === 0) return done(tree);
  const absent = absentPath(tree, paths.map(tidyPath));
  if (absent === undefined) return done(new Sparse(tree, paths));
  return failed({
    code: "source/sparse-missing",
    subject: "spec.sparseCheckout",
    message: `failed to sparse checkout directories : sparse checkout dir '${absent}' does not exist in repository`,
    remedy: "Name a folder that the commit has",
  });
}

function leadsOut({ fromPath, toPath }: SubscribedInclude): Failure {
  return {
    code: "source/include-elsewhere",
    subject: "spec.include",
    message: `${JSON.stringify(fromPath)} to ${JSON.stringify(toPath)} leads out of the source`,
    remedy: 'Write paths without ".."',
  };
}

function notIn({ artifact, fromPath }: SubscribedInclude, why: string): Failure {
  return {
    code: "source/include-missing",
    subject: "spec.include",
    message: `${JSON.stringify(fromPath)} of ${artifact.revision}: ${why}`,
    remedy: "Correct fromPath",
  };
}
