import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { FileTree } from "./file-tree.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { TreeUnreadable } from "./walk-bounds.ts";

/** Where the blobs of a snapshot come from. */
export type BlobHost = { readonly bringObjects: (oids: readonly Oid[]) => Promise<Result<number>> };

/** Somebody reads blobs that have not been fetched: bring these, and begin again. */
export class BlobsMissing extends Error {
  readonly oids: readonly Oid[];
  readonly #host: BlobHost;

  constructor(oids: readonly Oid[], host: BlobHost) {
    super(`${oids.length} blobs have to be fetched first`);
    this.oids = oids;
    this.#host = host;
  }

  /** One that stands for several: for all of them that the first one's host can bring. */
  static together(all: readonly [BlobsMissing, ...BlobsMissing[]]): BlobsMissing {
    const host = all[0].#host;
    const oids = all.filter((one) => one.#host === host).flatMap((one) => one.oids);
    return new BlobsMissing([...new Set(oids)], host);
  }

  bring(): Promise<Result<number>> {
    return this.#host.bringObjects(this.oids);
  }
}

/** Somebody reads a file that its host gave and that is too large to be kept. */
export class FileTooLarge extends TreeUnreadable {
  constructor(path: string, size: number) {
    super(
      `${path}: the file has ${Math.ceil(size / 1_048_576)} MiB, more than is read. Make it smaller, or leave it out of what is built`,
    );
  }
}

/** Reading goes ahead of what is asked for, so that it takes few rounds; so many at the most. */
const mostRounds = 200;

/** Does work that reads, as often as it takes until all it reads is here. */
export async function withBlobs<T>(work: () => T | Promise<T>): Promise<Result<T>> {
  let last: Oid | undefined;
  for (let round = 0; ; round++)
    try {
      return done(await work());
    } catch (error) {
      if (!(error instanceof BlobsMissing)) throw error;
      // The first is the one that is being read: a host that has not given it will not do so when asked again.
      const [first] = error.oids;
      if (first === last || round >= mostRounds) return failed(notGiven(first));
      last = first;
      const brought = await error.bring();
      if (!brought.ok) return brought;
    }
}

/** Reads all of these files, where they are not too much; what is missing of them is missing together. */
export function readAll(
  tree: Pick<FileTree, "read">,
  { paths, mostBytes }: { readonly paths: readonly string[]; readonly mostBytes: number },
): (Uint8Array | undefined)[] {
  const missing: BlobsMissing[] = [];
  let left = mostBytes;
  const contents = paths.map((path) => {
    try {
      const bytes = tree.read(path);
      left -= bytes?.length ?? 0;
      if (left < 0)
        throw new TreeUnreadable(`${path}: this and all like it have more than ${mostBytes} bytes`);
      return bytes;
    } catch (error) {
      if (!(error instanceof BlobsMissing)) throw error;
      missing.push(error);
      return undefined;
    }
  });
  const [first, ...others] = missing;
  if (first) throw BlobsMissing.together([first, ...others]);
  return contents;
}

function notGiven(oid: Oid | undefined): Failure {
  return {
    code: "source/file-not-given",
    subject: `file ${oid ?? ""}`,
    message: "the host lists it in a folder and does not give it",
    remedy: "Push again, or have the host's operator look at the repository with git fsck",
  };
}
