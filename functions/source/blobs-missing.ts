import { done, type Result } from "#shared/model/failure.ts";
import type { Oid } from "./object-id.ts";

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

  bring(): Promise<Result<number>> {
    return this.#host.bringObjects(this.oids);
  }
}

/** Somebody reads a file that its host gave and that is too large to be kept. */
export class FileTooLarge extends Error {
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
  for (let round = 0; ; round++)
    try {
      return done(await work());
    } catch (error) {
      if (!(error instanceof BlobsMissing) || round >= mostRounds) throw error;
      const brought = await error.bring();
      if (!brought.ok) return brought;
    }
}
