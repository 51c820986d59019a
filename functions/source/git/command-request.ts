import type { Capabilities } from "./advertisement.ts";
import { delimiterPacket, flushPacket, packetLine } from "./pkt-line.ts";

export type Command = { readonly name: "ls-refs" | "fetch"; readonly lines: readonly string[] };

/** A request of protocol v2: the command, what we are, then its arguments. */
export function commandRequest(
  { objectFormat }: Capabilities,
  { name, lines }: Command,
): Uint8Array<ArrayBuffer> {
  const header = [`command=${name}`, "agent=plumbline"];
  // A server that did not name its format refuses to be told one.
  if (objectFormat !== undefined) header.push(`object-format=${objectFormat}`);
  const text =
    header.map(packetLine).join("") + delimiterPacket + lines.map(packetLine).join("") + flushPacket;
  return new Uint8Array(new TextEncoder().encode(text));
}
