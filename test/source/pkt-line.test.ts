import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOf, packetLine, splitPackets, type Packet } from "#functions/source/git/pkt-line.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("packet lines", () => {
  it("count their own four digits and the newline", () => {
    expect(packetLine("command=fetch")).toBe("0012command=fetch\n");
  });

  it("count bytes, not letters", () => {
    expect(packetLine("ref-prefix refs/heads/größe").slice(0, 4)).toBe("0022");
  });

  it("come back as they were sent, whatever lines they are", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (lines) => {
        const { packets, rest, flaw } = splitPackets(bytes(lines.map(packetLine).join("")));
        expect(packets.map((p) => (p.type === "data" ? lineOf(p.payload) : p.type))).toEqual(lines);
        expect([rest.length, flaw]).toEqual([0, undefined]);
      }),
    );
  });

  it("come back the same wherever the network cuts them", () => {
    const lines = fc.array(fc.oneof(fc.string().map(packetLine), fc.constantFrom("0000", "0001", "0002")));
    fc.assert(
      fc.property(lines, fc.array(fc.nat(40)), (sent, cuts) => {
        const wire = bytes(sent.join(""));
        const seen: Packet[] = [];
        let rest = new Uint8Array();
        let at = 0;
        for (const cut of [...cuts, wire.length]) {
          const split = splitPackets(Buffer.concat([rest, wire.subarray(at, at + cut)]));
          seen.push(...split.packets);
          rest = new Uint8Array(split.rest);
          at = Math.min(at + cut, wire.length);
        }
        expect(rest.length).toBe(0);
        expect(plain(seen)).toEqual(plain(splitPackets(wire).packets));
      }),
    );
  });

  it.each(["zzzz", "0003", "fff1", "-001", " 12a"])("are refused when their length reads %j", (length) => {
    const split = splitPackets(bytes(`0005x${length}rest`));
    expect(split.packets).toHaveLength(1);
    expect(split.flaw).toContain(length);
  });

  it("are refused when they are too long to be sent", () => {
    expect(() => packetLine("x".repeat(65_516))).toThrow(RangeError);
  });
});

function plain(packets: readonly Packet[]): unknown[] {
  return packets.map((packet) => (packet.type === "data" ? lineOf(packet.payload) : packet.type));
}
