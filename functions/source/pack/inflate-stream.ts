import { adler32 } from "./adler32.ts";
import { bitsFrom, giveBack, nextByte, seek, take, type Bits } from "./bits.ts";
import {
  beginsZlib,
  cutShort,
  isOverrun,
  notZlib,
  storedDamaged,
  storedLength,
  sumAt,
  unknownBlock,
  wrongSize,
  wrongSum,
} from "./inflate.ts";
import {
  decode,
  emptyTables,
  fixedTables,
  paused,
  readTables,
  tooManyBytes,
  type Output,
  type Tables,
} from "./inflate-codes.ts";

export type InflateStep =
  /** What came next; good until the next step. */
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  /** All that was given is used up but for its last bytes: give more, from `used` on. */
  | { readonly type: "hungry" }
  | { readonly type: "end" }
  | { readonly type: "flawed"; readonly flaw: string };

/** A copy reaches back so far at most. */
const reach = 32_768;
const roomy = 4 * reach;
/** The codes of a dynamic block take less. */
const mostHeader = 640;
/** A literal or a copy takes less: 15 + 5 + 15 + 13 bits, and what is looked at beyond. */
const mostSymbol = 16;
const longestCopy = 258;

/**
 * Inflates zlib streams of any length in little memory, one after the other, as their input arrives: what is wanted is
 * taken piece by piece. For what is small, `inflateAt` is faster.
 */
export class InflateStream {
  #size = 0;
  /** A quarter of a megabyte with the tables: whoever reads many streams keeps one of these. */
  readonly #output: Output = { bytes: new Uint8Array(roomy), at: 0 };
  readonly #tables: Tables = emptyTables();
  #bits: Bits = bitsFrom(new Uint8Array(), 0);
  #isLast = false;
  #stage: "header" | "block" | "stored" | "fixed" | "dynamic" | "trailer" = "header";
  #isLastBlock = false;
  #stored = 0;
  /** Where in the output what has not been handed out begins. */
  #handed = 0;
  #made = 0;
  #sum = 1;

  /** Goes over to a stream that is declared to inflate to so many bytes. */
  begin(size: number): void {
    this.#size = size;
    this.#output.at = 0;
    this.#bits = bitsFrom(new Uint8Array(), 0);
    this.#isLast = false;
    this.#stage = "header";
    this.#isLastBlock = false;
    this.#stored = 0;
    this.#handed = 0;
    this.#made = 0;
    this.#sum = 1;
  }

  /** `input` begins with the first byte that has not been used. `isLast`: nothing comes behind it. */
  give(input: Uint8Array, isLast: boolean): void {
    const { hold, held } = this.#bits;
    this.#bits = { input, at: 0, hold, held };
    this.#isLast = isLast;
  }

  /** How many bytes of the last input are used. */
  get used(): number {
    return this.#bits.at;
  }

  step(): InflateStep {
    this.#makeRoom();
    for (;;) {
      const said = this.#go();
      if (said === paused) {
        if (this.#output.at > this.#handed) return this.#handOut();
        giveBack(this.#bits);
        return this.#isLast ? { type: "flawed", flaw: cutShort } : { type: "hungry" };
      }
      if (said === "ended") return this.#output.at > this.#handed ? this.#handOut() : this.#ending();
      if (said !== undefined) return { type: "flawed", flaw: isOverrun(this.#bits) ? cutShort : said };
    }
  }

  /** One stage further: a flaw, `paused`, or undefined to go on. */
  #go(): string | undefined {
    switch (this.#stage) {
      case "header":
        return this.#lacks(2) ? paused : this.#header();
      case "block":
        return this.#lacks(mostHeader) ? paused : this.#block();
      case "stored":
        return this.#copyStored();
      case "fixed":
      case "dynamic":
        return this.#decode();
      case "trailer":
        return "ended";
    }
  }

  /** Whether it is to wait for more: at the end of all input it never does, but where that is used up. */
  #lacks(bytes: number): boolean {
    const left = this.#bits.input.length - nextByte(this.#bits);
    return this.#isLast ? left < 0 : left < bytes;
  }

  #header(): string | undefined {
    const { input, at } = this.#bits;
    if (!beginsZlib(input[at] ?? 0, input[at + 1] ?? 0)) return notZlib;
    seek(this.#bits, at + 2);
    this.#stage = "block";
    return undefined;
  }

  #block(): string | undefined {
    if (this.#isLastBlock) {
      this.#stage = "trailer";
      return undefined;
    }
    this.#isLastBlock = take(this.#bits, 1) === 1;
    const type = take(this.#bits, 2);
    if (type === 3) return unknownBlock;
    this.#stage = type === 0 ? "stored" : type === 1 ? "fixed" : "dynamic";
    if (type === 2) return readTables(this.#bits, this.#tables);
    if (type === 1) return undefined;
    const length = storedLength(this.#bits);
    if (length === undefined) return storedDamaged;
    this.#stored = length;
    seek(this.#bits, nextByte(this.#bits));
    return undefined;
  }

  #copyStored(): string | undefined {
    const { input, at } = this.#bits;
    const output = this.#output;
    const length = Math.min(this.#stored, input.length - at, output.bytes.length - output.at);
    if (length <= 0 && this.#stored > 0) return paused;
    output.bytes.set(input.subarray(at, at + length), output.at);
    output.at += length;
    this.#stored -= length;
    seek(this.#bits, at + length);
    if (this.#stored === 0) this.#stage = "block";
    return this.#isTooLong() ? tooManyBytes : undefined;
  }

  #decode(): string | undefined {
    const { input } = this.#bits;
    const said = decode(this.#bits, this.#output, {
      tables: this.#stage === "fixed" ? fixedTables : this.#tables,
      inputMark: this.#isLast ? input.length + mostSymbol : input.length - mostSymbol,
      outputMark: this.#output.bytes.length - longestCopy,
    });
    if (said === undefined) this.#stage = "block";
    return this.#isTooLong() ? tooManyBytes : said;
  }

  #isTooLong(): boolean {
    return this.#made + this.#output.at - this.#handed > this.#size;
  }

  /** Of what was handed out, only what a copy may reach is kept. */
  #makeRoom(): void {
    const output = this.#output;
    if (output.at < roomy - reach) return;
    output.bytes.copyWithin(0, output.at - reach, output.at);
    output.at = reach;
    this.#handed = reach;
  }

  #handOut(): InflateStep {
    const bytes = this.#output.bytes.subarray(this.#handed, this.#output.at);
    this.#made += bytes.length;
    this.#sum = adler32(this.#sum, bytes);
    this.#handed = this.#output.at;
    return { type: "bytes", bytes };
  }

  #ending(): InflateStep {
    if (this.#made !== this.#size) return { type: "flawed", flaw: wrongSize(this.#made, this.#size) };
    const at = nextByte(this.#bits);
    if (at + 4 > this.#bits.input.length) {
      giveBack(this.#bits);
      return this.#isLast ? { type: "flawed", flaw: cutShort } : { type: "hungry" };
    }
    if (sumAt(this.#bits.input, at) !== this.#sum) return { type: "flawed", flaw: wrongSum };
    seek(this.#bits, at + 4);
    return { type: "end" };
  }
}
