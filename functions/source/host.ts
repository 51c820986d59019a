import { done, failed, type Result } from "#shared/model/failure.ts";
import { discover, fetchObjects, listRefs, type Capabilities, type GitRemote } from "./git/git-client.ts";
import { parseCommit } from "./object/commit.ts";
import type { Oid } from "./object/object-id.ts";
import type { ObjectStore } from "./store/object-store.ts";
import type { PackSink } from "./pack/pack.ts";

/** Blobs up to this size come along with the commit that changed them; larger ones when a build reads them. */
const alongWithCommit = "blob:limit=65536";
/** A fetch builds on these many of the newest commits we hold. */
const mostHaves = 4;

export type HostParts = {
  readonly remote: GitRemote;
  readonly store: ObjectStore;
  /** What the host could do when it was last asked; kept across visits. */
  readonly capabilities: {
    readonly get: () => Capabilities | undefined;
    readonly put: (known: Capabilities | undefined) => void;
  };
  /** Which commits the host itself gave to this credential; forgotten with the object, which costs a request. */
  readonly sight: Set<Oid>;
  readonly now: () => number;
};

/** What a ref names. `tag` is the annotated tag's own object, which its signature is in. */
export type FoundRef = { readonly commit: Oid; readonly tag?: Oid };

/** `tag` is brought beside its commit. `isListed`: the host named the commit to this very credential. */
export type Bringing = { readonly isListed: boolean; readonly tag?: Oid };

/** One repository at its host, seen with one credential: finds commits, and brings what is missing. */
export class Host {
  readonly #parts: HostParts;

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /**
   * What these refs name now, by their full names, in one request. A name that ends in `/` stands for all refs below it
   * (`refs/tags/`), `HEAD` for the default branch; what does not exist is absent from the answer.
   */
  async resolveRefs(names: readonly string[]): Promise<Result<ReadonlyMap<string, FoundRef>>> {
    const asked = new Set(names);
    const found = new Map<string, FoundRef>();
    if (asked.size === 0) return done(found);
    const capabilities = await this.#capabilities();
    if (!capabilities.ok) return capabilities;
    const listed = this.#doubted(await listRefs(this.#parts.remote, capabilities.value, [...asked]));
    if (!listed.ok) return listed;
    const folders = [...asked].filter((name) => name.endsWith("/"));
    for (const { name, oid, peeled } of listed.value)
      if (asked.has(name) || folders.some((folder) => name.startsWith(folder)))
        found.set(name, peeled === undefined ? { commit: oid } : { commit: peeled, tag: oid });
    return done(found);
  }

  /**
   * Brings a commit with all its trees, unless it is here. Its blobs come when they are read, but for small news.
   * One that this credential has not been listed is asked for even if another's brought it: the host decides.
   */
  async bring(commit: Oid, { isListed, tag }: Bringing): Promise<Result<Oid>> {
    const { remote, store, sight, now } = this.#parts;
    const missing = tag === undefined || store.has(tag) ? [] : [tag];
    const isHere = store.commitIsWhole(commit) && (isListed || sight.has(commit));
    if (isHere && missing.length === 0) return done(commit);
    const capabilities = await this.#capabilities();
    if (!capabilities.ok) return capabilities;
    const held = store.wholeCommits(mostHaves);
    const answer = await fetchObjects(remote, capabilities.value, {
      wants: isHere ? missing : [commit, ...missing],
      haves: held.flatMap((oid) => [oid, ...rootOf(store, oid)]),
      shallow: held,
      depth: 1,
      // Nothing is here yet: whatever came along now, a build might never read.
      filter: held.length === 0 ? "blob:none" : alongWithCommit,
      sink: sinkOf(store),
    });
    const fetched = this.#doubted(answer);
    if (!fetched.ok) return fetched;
    if (rootOf(store, commit).length === 0)
      return failed({
        code: "source/pack-invalid",
        subject: `commit ${commit}`,
        message: "the host answered without it",
        remedy: "Push again, or ask the host's operator",
      });
    store.markWhole(commit, now());
    sight.add(commit);
    return done(commit);
  }

  /** Brings single objects by name: the blobs that a build turned out to read. */
  async bringObjects(oids: readonly Oid[]): Promise<Result<number>> {
    const capabilities = await this.#capabilities();
    if (!capabilities.ok) return capabilities;
    const sink = sinkOf(this.#parts.store);
    const request = { wants: oids, haves: [], shallow: [], sink };
    const fetched = this.#doubted(await fetchObjects(this.#parts.remote, capabilities.value, request));
    return fetched.ok ? done(fetched.value.objects) : fetched;
  }

  /** A host that answers otherwise than it said it could may have become another: it is asked anew next time. */
  #doubted<T>(result: Result<T>): Result<T> {
    const passing = new Set(["source/host-failed", "source/auth-refused"]);
    if (!result.ok && !result.failures.every(({ code }) => passing.has(code)))
      this.#parts.capabilities.put(undefined);
    return result;
  }

  async #capabilities(): Promise<Result<Capabilities>> {
    const known = this.#parts.capabilities.get();
    if (known) return done(known);
    const asked = await discover(this.#parts.remote);
    if (asked.ok) this.#parts.capabilities.put(asked.value);
    return asked;
  }
}

function sinkOf(store: ObjectStore): PackSink {
  return {
    put: (object) => store.put(object),
    get: (oid) => store.get(oid),
    tooLarge: (oid, size) => store.noteTooLarge(oid, size),
  };
}

/** The root tree of a commit that is here: one oid, or none. */
export function rootOf(store: ObjectStore, commit: Oid): Oid[] {
  const object = store.get(commit);
  const parsed = object?.type === "commit" ? parseCommit(commit, object.content) : undefined;
  return parsed?.ok && store.has(parsed.value.tree) ? [parsed.value.tree] : [];
}
