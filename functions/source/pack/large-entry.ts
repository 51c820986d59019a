import type { Failure } from "#shared/model/failure.ts";
import { InflateStream } from "./inflate-stream.ts";
import {
  frameFor,
  frameHeader,
  oidAt,
  type ObjectFrame,
  type Oid,
} from "#functions/source/object/object-id.ts";
import type { PackEntry } from "./pack-entry.ts";
import { objectTooLarge } from "./pack-failure.ts";
import type { PackReading } from "./pack-reading.ts";
import { sha1Stream, type Sha1Stream } from "./sha1-stream.ts";

/** An entry that is inflated while it arrives: kept where it is not too large, else only named. */
export class LargeEntry {
  readonly entry: PackEntry;
  readonly frame: ObjectFrame | undefined;
  /** Undefined for what is too large. */
  readonly content: Uint8Array<ArrayBuffer> | undefined;
  readonly #stream: InflateStream;
  readonly #hash: Sha1Stream | undefined;
  #filled = 0;
  #isNamed = false;

  /** What is no file cannot be done without. */
  static of(entry: PackEntry, reading: PackReading): LargeEntry | Failure {
    const { subject, limits } = reading;
    const isFile = entry.form === "whole" && entry.type === "blob";
    const isKept = entry.size <= limits.objectBytes && !(isFile && entry.size > limits.fileBytes);
    reading.inflating ??= new InflateStream();
    if (isKept || isFile || entry.form !== "whole") return new LargeEntry(entry, reading.inflating, isKept);
    const what = `the ${entry.type} at byte ${entry.at}`;
    return objectTooLarge(subject, { what, size: entry.size, most: limits.objectBytes });
  }

  private constructor(entry: PackEntry, stream: InflateStream, isKept: boolean) {
    this.entry = entry;
    this.#stream = stream;
    stream.begin(entry.size);
    const isWhole = entry.form === "whole";
    this.frame = isKept && isWhole ? frameFor(entry.type, entry.size) : undefined;
    this.content = isKept ? (this.frame?.content ?? new Uint8Array(entry.size)) : undefined;
    this.#hash = isKept || !isWhole ? undefined : sha1Stream();
  }

  /** Goes on with what has arrived: says how much of it was used, and that it needs more, or what is wrong, or nothing at its end. */
  async go(
    input: Uint8Array,
    isLast: boolean,
  ): Promise<{ readonly used: number; readonly said: string | undefined }> {
    const stream = this.#stream;
    stream.give(input, isLast);
    for (;;) {
      const step = stream.step();
      if (step.type === "bytes") await this.#use(step.bytes);
      else if (step.type === "flawed") return { used: 0, said: step.flaw };
      else return { used: stream.used, said: step.type === "hungry" ? "hungry" : undefined };
    }
  }

  /** What git calls it. */
  async name(): Promise<Oid | undefined> {
    return this.#hash && oidAt(await this.#hash.digest(), 0);
  }

  drop(): void {
    this.#hash?.drop();
  }

  async #use(bytes: Uint8Array): Promise<void> {
    this.content?.set(bytes, this.#filled);
    this.#filled += bytes.length;
    const { entry } = this;
    if (!this.#hash || entry.form !== "whole") return;
    if (!this.#isNamed) await this.#hash.add(frameHeader(entry.type, entry.size));
    this.#isNamed = true;
    await this.#hash.add(bytes);
  }
}
