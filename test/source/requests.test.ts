import { describe, expect, it } from "vitest";
import type { Capabilities } from "#functions/source/git/advertisement.ts";
import { commandRequest } from "#functions/source/git/command-request.ts";
import { fetchCommand, type FetchRequest } from "#functions/source/git/fetch-request.ts";
import { lsRefs } from "#functions/source/git/ls-refs.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { lineOf, splitPackets } from "#functions/source/git/pkt-line.ts";
import { valueOf } from "./expect-result.ts";

const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(40) as Oid) as [Oid, Oid, Oid];
const able: Capabilities = {
  url: "https://git.example.org/fleet",
  agent: "git/2.39.5",
  objectFormat: "sha1",
  lsRefs: ["unborn"],
  fetch: ["shallow", "filter"],
};

/** A request as lines, with `--` for the delimiter and `.` for its end. */
function linesOf(bytes: Uint8Array): string[] {
  const { packets, rest } = splitPackets(bytes);
  expect(rest.length).toBe(0);
  return packets.map((packet) =>
    packet.type === "data" ? lineOf(packet.payload) : packet.type === "delimiter" ? "--" : ".",
  );
}

function fetchLines(capabilities: Capabilities, request: Partial<FetchRequest>): string[] {
  const whole = { wants: [a], haves: [], shallow: [], ...request };
  return linesOf(commandRequest(capabilities, valueOf(fetchCommand(capabilities, whole))));
}

describe("a request", () => {
  it("for refs asks for what tags and HEAD come down to", () => {
    expect(linesOf(commandRequest(able, lsRefs(["refs/heads/main", "refs/tags/"])))).toEqual([
      "command=ls-refs",
      "agent=plumbline",
      "object-format=sha1",
      "--",
      "peel",
      "symrefs",
      "ref-prefix refs/heads/main",
      "ref-prefix refs/tags/",
      ".",
    ]);
  });

  it("for objects is whole in one go, and never asks for thin packs", () => {
    const request: FetchRequest = { wants: [a], haves: [b, c], shallow: [b], depth: 1, filter: "blob:none" };
    expect(fetchLines(able, request)).toEqual([
      "command=fetch",
      "agent=plumbline",
      "object-format=sha1",
      "--",
      "no-progress",
      "ofs-delta",
      "filter blob:none",
      `shallow ${b}`,
      "deepen 1",
      `want ${a}`,
      `have ${b}`,
      `have ${c}`,
      "done",
      ".",
    ]);
  });

  it("asks for nothing that the server did not offer", () => {
    const { objectFormat: _, ...silent } = able;
    const lines = fetchLines({ ...silent, fetch: ["shallow"] }, { filter: "blob:limit=1000", depth: 1 });
    expect(lines.filter((line) => /^(filter|object-format)/.test(line))).toEqual([]);
    expect(lines).toContain("deepen 1");
  });

  it("for nothing at all is our own mistake", () => {
    expect(() => fetchCommand(able, { wants: [], haves: [], shallow: [] })).toThrow(RangeError);
  });
});
