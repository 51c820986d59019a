import type {
  BuildNews,
  CommitNote,
  DesiredObject,
  SubscribedKustomization,
} from "#shared/model/delivery.ts";
import { done, type Result } from "#shared/model/failure.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { ReadSet } from "#shared/kustomize/read-set.ts";
import { AskedStore } from "./store/asked-store.ts";
import { BuildStore, differenceTo } from "./store/build-store.ts";
import { FileTooLarge, withBlobs } from "./content/blobs-missing.ts";
import { digestOf } from "./digest.ts";
import { parseCommit } from "./object/commit.ts";
import { NotYetHere } from "./elsewhere/not-yet-here.ts";
import type { Oid } from "./object/object-id.ts";
import type { ObjectStore } from "./store/object-store.ts";
import type { Errand, RemoteShelf } from "./elsewhere/remote-shelf.ts";
import type { SourceFiles } from "./content/source-files.ts";

/** What a build read, and what all of that was then. */
export type Trace = { readonly readSet: ReadSet; readonly signature: string };

/** The room that builds, as far as a repository needs it. */
export type Planner = {
  readonly isSame: (trace: Trace, tree: SourceFiles, errand: Errand) => Promise<boolean>;
  readonly build: (
    spec: JsonObject,
    tree: SourceFiles,
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

/** The files that builds read, and what they are of. */
export type At = {
  /** Whose Kustomizations they are: two clusters may have some of one uid, where one is a copy of the other. */
  readonly cluster: string;
  readonly shelf: RemoteShelf;
  readonly tree: SourceFiles;
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

  constructor({ sql, store, planner }: BuildsParts) {
    this.#store = store;
    this.#planner = planner;
    this.#stored = new BuildStore(sql);
    this.#asked = new AskedStore(sql);
  }

  /** News of every Kustomization at a commit; fails only where the host could not give what they read. */
  async all(kustomizations: readonly SubscribedKustomization[], at: At): Promise<Result<BuildNews[]>> {
    const news: BuildNews[] = [];
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

  forget(cluster: string, uid: string): void {
    const whose = nameOf(cluster, uid);
    this.#stored.forget(whose);
    this.#asked.forget(whose);
  }

  /** What all that their last builds asked for from elsewhere is now, as one text: "" when that was nothing. */
  async elsewhere(
    cluster: string,
    kustomizations: readonly SubscribedKustomization[],
    shelf: RemoteShelf,
  ): Promise<string> {
    const { versionOf } = shelf.errand();
    const versions: string[] = [];
    for (const { uid, spec } of kustomizations)
      if (spec["suspend"] !== true)
        for (const request of this.#asked.of(nameOf(cluster, uid))) versions.push(await versionOf(request));
    return versions.length === 0 ? "" : digestOf(versions.join("\n"));
  }

  noteOf(commit: Oid): CommitNote | undefined {
    const object = this.#store.get(commit);
    const parsed = object && parseCommit(commit, object.content);
    if (!parsed?.ok) return undefined;
    const { subject, author } = parsed.value;
    return { oid: commit, subject: subject.slice(0, 200), author: author.name.slice(0, 200) };
  }

  async #outcome(
    { uid, spec }: SubscribedKustomization,
    { cluster, shelf, tree }: At,
  ): Promise<Result<BuildNews["outcome"]>> {
    const whose = nameOf(cluster, uid);
    const before = this.#stored.of(whose);
    const specText = JSON.stringify(spec);
    const check = shelf.errand();
    if (before?.spec === specText && (await this.#planner.isSame(before.trace, tree, check))) {
      const { build } = before;
      this.#asked.put(whose, check.asked());
      return done({ type: "built", base: build, build, put: [], drop: [] });
    }
    const errand = shelf.errand();
    const built = await this.#build(spec, tree, errand);
    this.#asked.put(whose, errand.asked());
    if (!built.ok) return built;
    if (built.value.type === "failed") return done(built.value);

    const { objects, trace } = built.value;
    const { put, drop } = differenceTo(before?.digests ?? new Map(), objects);
    const isSame = before !== undefined && put.length === 0 && drop.length === 0;
    const build = isSame ? before.build : crypto.randomUUID();
    const digests = new Map(objects.map(({ key, digest }) => [key, digest]));
    this.#stored.put(whose, { build, spec: specText, trace, digests });
    return done({ type: "built", base: before?.build ?? "", build, put, drop });
  }

  async #build(
    spec: JsonObject,
    tree: SourceFiles,
    errand: Errand,
  ): Promise<Result<Awaited<ReturnType<Planner["build"]>>>> {
    for (let round = 0; ; round++)
      try {
        return await withBlobs(() => this.#planner.build(spec, tree, errand));
      } catch (error) {
        if (error instanceof FileTooLarge)
          return done({ type: "failed", reason: "BuildFailed", message: error.message });
        if (!(error instanceof NotYetHere)) throw error;
        if (round >= mostRounds) return done(withoutEnd);
        await error.bring();
      }
  }
}

function nameOf(cluster: string, uid: string): string {
  return `${cluster}/${uid}`;
}
