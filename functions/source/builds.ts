import type {
  BuildNews,
  CommitNote,
  DesiredObject,
  SubscribedKustomization,
} from "#shared/model/delivery.ts";
import { done, type Result } from "#shared/model/failure.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { ReadSet } from "#shared/kustomize/read-set.ts";
import { AskedStore } from "./asked-store.ts";
import { BuildStore, differenceTo } from "./build-store.ts";
import { digestOf } from "./digest.ts";
import { parseCommit } from "./commit.ts";
import { rootOf, type Host } from "./host.ts";
import { NotYetHere } from "./not-yet-here.ts";
import type { Oid } from "./object-id.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Errand, RemoteShelf } from "./remote-shelf.ts";
import { BlobsMissing, ReadMemo, Snapshot } from "./snapshot.ts";

/** What a build read, and what all of that was then. */
export type Trace = { readonly readSet: ReadSet; readonly signature: string };

/** The room that builds, as far as a repository needs it. */
export type Planner = {
  readonly isSame: (trace: Trace, tree: Snapshot, errand: Errand) => Promise<boolean>;
  readonly build: (
    spec: JsonObject,
    tree: Snapshot,
    errand: Errand,
  ) => Promise<
    | { readonly type: "built"; readonly objects: readonly DesiredObject[]; readonly trace: Trace }
    | { readonly type: "failed"; readonly reason: string; readonly message: string }
  >;
};

export type BuildsParts = {
  readonly sql: SqlStorage;
  readonly store: ObjectStore;
  readonly planner: Planner;
};

/** What a visit works with: the repository's own host, and what its builds got from elsewhere. */
export type Reach = { readonly host: Host; readonly shelf: RemoteShelf };

export type At = Reach & {
  readonly commit: Oid;
  readonly revision: string;
  readonly note: CommitNote | undefined;
};

/** A build that finds something missing is begun again after it came; so often at the most. */
const mostRounds = 200;
const withoutEnd = {
  type: "failed",
  reason: "BuildFailed",
  message: `the build asked ${mostRounds} times for something from elsewhere. Commit a copy of it to this repository`,
} as const;

/** Builds the Kustomizations of one repository, and of each only what a commit changed. */
export class Builds {
  readonly #store: ObjectStore;
  readonly #planner: Planner;
  readonly #stored: BuildStore<Trace>;
  readonly #asked: AskedStore;
  readonly #memo = new ReadMemo();

  constructor({ sql, store, planner }: BuildsParts) {
    this.#store = store;
    this.#planner = planner;
    this.#stored = new BuildStore(sql);
    this.#asked = new AskedStore(sql);
  }

  /** News of every Kustomization at a commit; fails only where the host could not give what they read. */
  async all(kustomizations: readonly SubscribedKustomization[], at: At): Promise<Result<BuildNews[]>> {
    const news: BuildNews[] = [];
    this.#memo.trim();
    for (const kustomization of kustomizations) {
      if (kustomization.spec["suspend"] === true) continue;
      const outcome = await this.#outcome(kustomization, at);
      if (!outcome.ok) return outcome;
      const { uid, generation, requestedAt } = kustomization;
      news.push({
        uid,
        generation,
        revision: at.revision,
        outcome: outcome.value,
        ...(requestedAt === undefined ? {} : { requestedAt }),
        ...(at.note ? { commit: at.note } : {}),
      });
    }
    return done(news);
  }

  forget(uid: string): void {
    this.#stored.forget(uid);
    this.#asked.forget(uid);
  }

  /** What all that their last builds asked for from elsewhere is now, as one text: "" when that was nothing. */
  async elsewhere(kustomizations: readonly SubscribedKustomization[], shelf: RemoteShelf): Promise<string> {
    const { versionOf } = shelf.errand();
    const versions: string[] = [];
    for (const { uid, spec } of kustomizations)
      if (spec["suspend"] !== true)
        for (const request of this.#asked.of(uid)) versions.push(await versionOf(request));
    return versions.length === 0 ? "" : digestOf(versions.join("\n"));
  }

  /** Whether the commit's root holds a file of this name. */
  holds(commit: Oid, name: string): boolean {
    const [root] = rootOf(this.#store, commit);
    return root !== undefined && new Snapshot(this.#store, root, this.#memo).idOf(name) !== undefined;
  }

  noteOf(commit: Oid): CommitNote | undefined {
    const object = this.#store.get(commit);
    const parsed = object && parseCommit(commit, object.content);
    if (!parsed?.ok) return undefined;
    const { subject, author } = parsed.value;
    return { oid: commit, subject: subject.slice(0, 200), author: author.name.slice(0, 200) };
  }

  /** `status.artifact.digest`: the same content has the same one, whichever commit it came with. */
  async digestOf(commit: Oid): Promise<string> {
    return `sha256:${await digestOf(`git tree ${rootOf(this.#store, commit)[0] ?? ""}`)}`;
  }

  async #outcome(
    { uid, spec }: SubscribedKustomization,
    { host, shelf, commit }: At,
  ): Promise<Result<BuildNews["outcome"]>> {
    const [root] = rootOf(this.#store, commit);
    if (root === undefined)
      return done({ type: "failed", reason: "ArtifactFailed", message: `commit ${commit} is not here` });
    const tree = new Snapshot(this.#store, root, this.#memo);
    const before = this.#stored.of(uid);
    const specText = JSON.stringify(spec);
    const check = shelf.errand();
    if (before?.spec === specText && (await this.#planner.isSame(before.trace, tree, check))) {
      const { build } = before;
      this.#asked.put(uid, check.asked());
      return done({ type: "built", base: build, build, put: [], drop: [] });
    }
    const errand = shelf.errand();
    const built = await this.#build(spec, { host, tree, errand });
    this.#asked.put(uid, errand.asked());
    if (!built.ok) return built;
    if (built.value.type === "failed") return done(built.value);

    const { objects, trace } = built.value;
    const { put, drop } = differenceTo(before?.digests ?? new Map(), objects);
    const isSame = before !== undefined && put.length === 0 && drop.length === 0;
    const build = isSame ? before.build : crypto.randomUUID();
    const digests = new Map(objects.map(({ key, digest }) => [key, digest]));
    this.#stored.put(uid, { build, spec: specText, trace, digests });
    return done({ type: "built", base: before?.build ?? "", build, put, drop });
  }

  async #build(
    spec: JsonObject,
    { host, tree, errand }: { host: Host; tree: Snapshot; errand: Errand },
  ): Promise<Result<Awaited<ReturnType<Planner["build"]>>>> {
    for (let round = 0; ; round++)
      try {
        return done(await this.#planner.build(spec, tree, errand));
      } catch (error) {
        if (error instanceof NotYetHere) {
          if (round >= mostRounds) return done(withoutEnd);
          await error.bring();
          continue;
        }
        if (!(error instanceof BlobsMissing) || round >= mostRounds) throw error;
        const brought = await host.bringObjects(error.oids);
        if (!brought.ok) return brought;
      }
  }
}
