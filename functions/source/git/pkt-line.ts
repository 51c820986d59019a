/** One packet of git's wire format: four hex digits of length, then the payload. */
export type Packet =
  | { readonly type: "data"; readonly payload: Uint8Array }
  | { readonly type: "flush" | "delimiter" | "response-end" };

export const flushPacket = "0000";
export const delimiterPacket = "0001";

/** Length digits and payload together. https://git-scm.com/docs/protocol-common#_pkt_line_format */
export const longestPacket = 65_520;

/** A line as a packet. Text, so that a request is joined once and encoded once. */
export function packetLine(text: string): string {
  const length = encoder.encode(text).length + 5;
  if (length > longestPacket) throw new RangeError(`a packet line of ${length} bytes is too long to send`);
  return `${length.toString(16).padStart(4, "0")}${text}\n`;
}

export type SplitPackets = {
  readonly packets: readonly Packet[];
  /** The beginning of a packet whose end has not arrived. */
  readonly rest: Uint8Array;
  /** Why nothing after `packets` can be read, when that is so. */
  readonly flaw?: string;
};

/** All packets that are whole. Put what arrives next behind `rest` and call again. */
export function splitPackets(bytes: Uint8Array): SplitPackets {
  const packets: Packet[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const length = lengthAt(bytes, at);
    if (length === undefined || length === 3 || length > longestPacket) {
      const flaw = `where a packet's length should be there is "${printable(bytes.subarray(at, at + 4))}"`;
      return { packets, rest: bytes.subarray(at), flaw };
    }
    if (length < 4) {
      packets.push({ type: length === 0 ? "flush" : length === 1 ? "delimiter" : "response-end" });
      at += 4;
      continue;
    }
    if (at + length > bytes.length) break;
    packets.push({ type: "data", payload: bytes.subarray(at + 4, at + length) });
    at += length;
  }
  return { packets, rest: bytes.subarray(at) };
}

/** The payload as a line of text, without its newline: whether there is one is up to the sender. */
export function lineOf(payload: Uint8Array): string {
  return decoder.decode(payload).replace(/\n$/, "");
}

function lengthAt(bytes: Uint8Array, at: number): number | undefined {
  let length = 0;
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i] ?? 0);
    if (digit === undefined) return undefined;
    length = length * 16 + digit;
  }
  return length;
}

function hexDigit(byte: number): number | undefined {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : undefined;
}

function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "?")).join("");
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
