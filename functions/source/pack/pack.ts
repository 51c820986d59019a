import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { shownUrl } from "#functions/source/git/git-remote.ts";
import { cutShort, inflateAt } from "./inflate.ts";
import { LargeEntry } from "./large-entry.ts";
import { frameFor, oidOf, type ObjectFrame } from "#functions/source/object/object-id.ts";
import { entryAt, longestHeader, objectCountOf, type PackEntry } from "./pack-entry.ts";
import { packInvalid, packTooLarge } from "./pack-failure.ts";
import { packLimits, type PackLimits } from "./pack-limits.ts";
import { beginReading, spend, type PackReading, type PackSink } from "./pack-reading.ts";
import { PackWindow } from "./pack-window.ts";
import { resolveDeltas, resolveTheRest, takeObject } from "./resolve-deltas.ts";
import { sha1Stream } from "./sha1-stream.ts";

export type { GitObject, PackSink } from "./pack-reading.ts";

export type ReadPack = {
  readonly sink: PackSink;
  readonly limits?: Partial<PackLimits>;
  /** The URL that the pack came from: messages name it, without its credentials. */
  readonly subject: string;
};

export type PackRead = {
  readonly objects: number;
  readonly deltas: number;
  /** Files that were too large, and files that could only be made of such. */
  readonly leftOut: number;
  readonly inflatedBytes: number;
};

/** What is larger is inflated while it arrives. */
const mostAtOnce = 1 << 16;
const trailer = 20;

/**
 * Takes a pack apart as it arrives, in memory that does not grow with it. What it hands over is what its oid says, and
 * still of no use by itself before `end` has answered: only then has everything come.
 */
export class PackReader {
  readonly #reading: PackReading;
  readonly #window = new PackWindow();
  readonly #hash = sha1Stream();
  #bytes = 0;
  /** With less in the window there is no use in going on. */
  #needed = 12;
  /** How many objects the pack says it has. */
  #announced: number | undefined;
  #large: LargeEntry | undefined;

  constructor({ sink, subject, limits }: ReadPack) {
    this.#reading = beginReading({ sink, subject: shownUrl(subject), limits: { ...packLimits, ...limits } });
  }

  /** Takes what has arrived next. A failure ends the reading. */
  async add(bytes: Uint8Array): Promise<Failure | undefined> {
    const { limits, subject } = this.#reading;
    this.#bytes += bytes.length;
    if (this.#bytes > limits.packBytes)
      return packTooLarge(subject, `has more than ${limits.packBytes} bytes`);
    this.#window.add(bytes);
    if (this.#window.length < this.#needed) return undefined;
    const failure = await this.#read(false);
    await this.#hash.add(this.#window.passed());
    return failure;
  }

  /** Nothing more comes: what the pack held, if its checksum holds. */
  async end(): Promise<Result<PackRead>> {
    const reading = this.#reading;
    const failure = (await this.#read(true)) ?? (await this.#seal()) ?? (await resolveTheRest(reading));
    if (failure) return failed(failure);
    const { deltas, leftOut, inflatedBytes, index } = reading;
    return done({ objects: index.length, deltas, leftOut, inflatedBytes });
  }

  /** Lets go of a pack that is not read to its end. */
  drop(): void {
    this.#hash.drop();
    this.#large?.drop();
  }

  async #seal(): Promise<Failure | undefined> {
    await this.#hash.add(this.#window.passed());
    const digest = await this.#hash.digest();
    const sealed = this.#window.view();
    return digest.every((byte, i) => byte === sealed[i])
      ? undefined
      : packInvalid(this.#reading.subject, "does not match its checksum");
  }

  /** As far as the window reaches. */
  async #read(isLast: boolean): Promise<Failure | undefined> {
    for (;;) {
      const said = await this.#readNext(isLast);
      if (said === "hungry") return isLast ? this.#invalid(cutShort) : undefined;
      if (said === "ended") return undefined;
      if (said !== undefined) return said;
    }
  }

  async #readNext(isLast: boolean): Promise<Failure | "hungry" | "ended" | undefined> {
    if (this.#announced === undefined) return this.#readHeader();
    if (this.#large) return this.#readLarge(this.#large, isLast);
    if (this.#reading.index.length < this.#announced) return this.#readEntry(isLast);
    if (this.#window.length > trailer) return this.#invalid("has bytes that belong to no object");
    return isLast && this.#window.length === trailer ? "ended" : this.#need(trailer + 1);
  }

  #readHeader(): Failure | "hungry" | undefined {
    if (this.#window.length < 12) return "hungry";
    const count = objectCountOf(this.#window.view());
    if (typeof count === "string") return this.#invalid(count);
    const { limits, subject } = this.#reading;
    if (count > limits.objects)
      return packTooLarge(subject, `has ${count} objects, and at most ${limits.objects} are taken`);
    this.#announced = count;
    this.#window.pass(12);
    return undefined;
  }

  async #readEntry(isLast: boolean): Promise<Failure | "hungry" | undefined> {
    const window = this.#window;
    // What the pack ends with is no part of its last object.
    const view = window.view(isLast ? trailer : 0);
    if (view.length < longestHeader && !isLast) return this.#need(longestHeader);
    if (view.length === 0) return "hungry";
    const entry = entryAt(view, window.offset);
    if (typeof entry === "string") return this.#invalid(entry);
    const { objectBytes, fileBytes } = this.#reading.limits;
    if (entry.size > Math.min(mostAtOnce, objectBytes, fileBytes)) return this.#beginLarge(entry);

    // More than any compressor makes of it; a stream that needs more still is looked at once more.
    const enough = entry.header + entry.size + (entry.size >> 3) + 64;
    if (view.length < enough && !isLast) return this.#need(enough);
    const frame = entry.form === "whole" ? frameFor(entry.type, entry.size) : undefined;
    const content = frame?.content ?? new Uint8Array(entry.size);
    const end = inflateAt(view, entry.header, content);
    if (typeof end === "string") {
      const plenty = 4 * enough + 4_096;
      if (view.length < plenty && !isLast) return this.#need(plenty);
      return this.#flawed(entry, end);
    }
    window.pass(end);
    return spend(this.#reading, entry.size) ?? this.#take(entry, { content, frame });
  }

  #beginLarge(entry: PackEntry): Failure | undefined {
    const failure = spend(this.#reading, entry.size);
    if (failure) return failure;
    const large = LargeEntry.of(entry, this.#reading);
    if ("code" in large) return large;
    this.#large = large;
    this.#window.pass(entry.header);
    return undefined;
  }

  async #readLarge(large: LargeEntry, isLast: boolean): Promise<Failure | "hungry" | undefined> {
    const { used, said } = await large.go(this.#window.view(isLast ? trailer : 0), isLast);
    this.#window.pass(used);
    if (said === "hungry") return this.#need(4_096);
    if (said !== undefined) return this.#flawed(large.entry, said);
    this.#large = undefined;
    const { content, frame } = large;
    if (content) return this.#take(large.entry, { content, frame });
    return this.#leave(large);
  }

  async #take(
    entry: PackEntry,
    { content, frame }: { content: Uint8Array<ArrayBuffer>; frame: ObjectFrame | undefined },
  ): Promise<Failure | undefined> {
    const reading = this.#reading;
    const position = reading.index.add(entry.at);
    if (entry.form !== "whole") return resolveDeltas(reading, [{ entry, position, bytes: content }]);
    if (!frame) return undefined;
    const oid = await oidOf(frame);
    takeObject(reading, { oid, type: entry.type, content, position, depth: 0 });
    return resolveDeltas(reading, reading.waiting.take(entry.at, oid));
  }

  /** What was too large or is not wanted, and was only read to find its end. */
  async #leave(large: LargeEntry): Promise<Failure | undefined> {
    const reading = this.#reading;
    const { entry } = large;
    const position = reading.index.add(entry.at);
    if (entry.form !== "whole") return resolveDeltas(reading, [{ entry, position }]);
    const oid = await large.name();
    reading.index.leftOut(position, oid);
    reading.leftOut++;
    if (oid !== undefined && entry.size > reading.limits.objectBytes) reading.sink.tooLarge(oid, entry.size);
    return resolveDeltas(reading, reading.waiting.take(entry.at, oid));
  }

  #need(bytes: number): "hungry" {
    this.#needed = bytes;
    return "hungry";
  }

  #invalid(message: string): Failure {
    return packInvalid(this.#reading.subject, message);
  }

  #flawed({ at }: PackEntry, flaw: string): Failure {
    return this.#invalid(`has an object (at byte ${at}) that ${flaw}`);
  }
}
