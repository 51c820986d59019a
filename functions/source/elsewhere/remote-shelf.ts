import type { AskRemote, RemoteAnswer, RemoteRequest } from "#shared/kustomize/remote-request.ts";
import type { Files } from "#shared/kustomize/files.ts";
import { digestOf } from "#functions/source/digest.ts";
import { rootOf } from "#functions/source/host.ts";
import { BlobsMissing } from "#functions/source/content/blobs-missing.ts";
import { NotYetHere } from "./not-yet-here.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { bringRef } from "./remote-commit.ts";
import { fetchFile, type Fetching } from "./remote-file.ts";
import { commitACopy, refused, refusedBy, type Refused } from "./remote-refusal.ts";
import type { OpenRepository } from "./remote-repositories.ts";
import { ReadMemo, Snapshot } from "#functions/source/content/snapshot.ts";
import { SourceFiles } from "#functions/source/content/source-files.ts";

export type RemoteShelfParts = {
  /** False where whoever runs the edge has turned remote resources off. */
  readonly isOn: boolean;
  readonly fetch: typeof fetch;
  /** Opens a repository by its URL, or says why it may not be. */
  readonly open: (url: string, fetching: Fetching) => OpenRepository | Refused;
  readonly now: () => number;
};

/** One build's dealings with the shelf. */
export type Errand = {
  readonly ask: AskRemote;
  /** Names what is had for a request: two equal versions are equal content. */
  readonly versionOf: (request: RemoteRequest) => Promise<string>;
  /** All that was asked for, in either way. */
  readonly asked: () => readonly RemoteRequest[];
};

type Held = { readonly answer: RemoteAnswer; readonly version: string };

/** A repository that leads to another, and so on without end, ends here. */
const mostRequests = 50;
/** Of one request, and of all of a visit together. */
const patience = 20_000;
const patienceOfVisit = 120_000;
/** An object of the edge has 128 MB of memory, and the largest file comes on top. */
const mostFileBytes = 30 * 1024 * 1024;

const off = refused(
  "remote resources are off here",
  'Commit a copy of it to this repository, or have the edge run without REMOTE_RESOURCES = "off"',
);
const tooMany = refused(
  `this build asks for more than ${mostRequests} things from elsewhere`,
  "Commit copies, or split it into several Kustomizations",
);
const tooLong = refused(
  `all that is remote took more than ${patienceOfVisit / 1_000} s`,
  "It is asked again at the source's interval; commit a copy of what is slow",
);
const tooLarge = refused(
  `all remote files of this look have more than ${mostFileBytes / 1_048_576} MiB`,
  "Commit to this repository what is needed of them",
);

/**
 * What builds asked for from elsewhere, as it was found in one visit: whatever asks for the same gets the same. A build
 * is one step and cannot wait, so it ends with NotYetHere, and begins again when the shelf has what it asked for.
 * The next visit looks at all of it anew, and fetches what has moved.
 */
export class RemoteShelf {
  readonly #parts: RemoteShelfParts;
  readonly #held = new Map<string, Held>();
  readonly #memo = new ReadMemo();
  readonly #until: number;
  #fileBytes = 0;

  constructor(parts: RemoteShelfParts) {
    this.#parts = parts;
    this.#until = parts.now() + patienceOfVisit;
  }

  errand(): Errand {
    const asked = new Map<string, RemoteRequest>();
    return {
      ask: (request) => {
        const key = keyOf(request);
        if (!asked.has(key) && asked.size >= mostRequests) return tooMany;
        asked.set(key, request);
        const held = this.#held.get(key);
        if (held) return held.answer;
        throw new NotYetHere(async () => void (await this.#bring(request)));
      },
      versionOf: async (request) => {
        asked.set(keyOf(request), request);
        return (await this.#bring(request)).version;
      },
      asked: () => [...asked.values()],
    };
  }

  async #bring(request: RemoteRequest): Promise<Held> {
    const known = this.#held.get(keyOf(request));
    if (known) return known;
    const held = await this.#fetched(request);
    this.#held.set(keyOf(request), held);
    return held;
  }

  async #fetched(request: RemoteRequest): Promise<Held> {
    const fetching = this.#fetching();
    if ("type" in fetching) return refusal(fetching);
    return request.type === "file" ? this.#file(request.url, fetching) : this.#repository(request, fetching);
  }

  #fetching(): Fetching | Refused {
    const { isOn, fetch, now } = this.#parts;
    if (!isOn) return off;
    const left = this.#until - now();
    return left <= 0 ? tooLong : { fetch, signal: AbortSignal.timeout(Math.min(patience, left)) };
  }

  async #file(url: string, fetching: Fetching): Promise<Held> {
    if (this.#fileBytes > mostFileBytes) return refusal(tooLarge);
    const answer = await fetchFile(url, fetching);
    if (answer.type === "refused") return refusal(answer);
    this.#fileBytes += answer.bytes.length;
    return { answer, version: `sha256:${await digestOf(answer.bytes)}` };
  }

  async #repository(request: RepositoryRequest, fetching: Fetching): Promise<Held> {
    const opened = this.#parts.open(request.url, fetching);
    if ("type" in opened) return refusal(opened);
    const { host, store, isAnonymous } = opened;
    const commit = await bringRef(host, request.ref, { trusts: isAnonymous });
    if (!commit.ok) return refusal(refusedBy(commit.failures));
    const [root] = rootOf(store, commit.value);
    if (root === undefined) return refusal(refused(`commit ${commit.value} has no files`, commitACopy));
    const tree = new SourceFiles(new Snapshot({ store, root, memo: this.#memo, host }));
    const files = filesOf(tree, (oids) => new NotYetHere(() => this.#bringBlobs(request, oids)));
    return { answer: { type: "repository", files }, version: commit.value };
  }

  /** Blobs that a build turned out to read. Without them the repository counts as refused, and the build says so. */
  async #bringBlobs(request: RepositoryRequest, oids: readonly Oid[]): Promise<void> {
    const trouble = await this.#troubleWithBlobs(request, oids);
    if (trouble) this.#held.set(keyOf(request), refusal(trouble));
  }

  async #troubleWithBlobs({ url }: RepositoryRequest, oids: readonly Oid[]): Promise<Refused | undefined> {
    const fetching = this.#fetching();
    const opened = "type" in fetching ? fetching : this.#parts.open(url, fetching);
    if ("type" in opened) return opened;
    const brought = await opened.host.bringObjects(oids);
    if (!brought.ok) return refusedBy(brought.failures);
    if (oids.every((oid) => opened.store.has(oid))) return undefined;
    return refused("its host lists files that it does not give", commitACopy);
  }
}

type RepositoryRequest = Extract<RemoteRequest, { readonly type: "repository" }>;

function keyOf(request: RemoteRequest): string {
  return JSON.stringify(request);
}

function refusal(answer: Refused): Held {
  return { answer, version: `refused: ${answer.message}` };
}

function filesOf(tree: SourceFiles, missing: (oids: readonly Oid[]) => NotYetHere): Files {
  return {
    list: (path) => tree.list(path),
    read: (path) => {
      try {
        return tree.read(path);
      } catch (error) {
        throw error instanceof BlobsMissing ? missing(error.oids) : error;
      }
    },
  };
}
