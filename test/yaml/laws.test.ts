import * as fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { withPlainNumbers } from "#shared/yaml/plain-numbers.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import { splitDocuments } from "#shared/yaml/documents.ts";

const encoder = new TextEncoder();

const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes("e+"));

describe("reading manifests", () => {
  it("gives back what was printed", () => {
    fc.assert(
      fc.property(json, (value) => {
        const manifest = { apiVersion: "v1", kind: "Thing", metadata: { name: "a" }, value };
        const reading = readManifests(encoder.encode(dump(manifest, { noRefs: true })));
        const read = reading.ok
          ? reading.manifests.map(({ manifest }) => withPlainNumbers(manifest))
          : reading;
        expect(read).toEqual([plain(manifest)]);
      }),
      { numRuns: 200 },
    );
  });

  it("answers whatever it is given, and never throws", () => {
    const pieces = [
      "a",
      ": ",
      "- ",
      "\n",
      "  ",
      "{",
      "}",
      "[",
      "]",
      "&x ",
      "*x",
      "<<",
      "---\n",
      "...",
      "!!int ",
      "|",
      "\t",
      "#",
      '"',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const reading = readManifests(encoder.encode(parts.join("")));
        if (!reading.ok) expect(reading.problems.every(({ line }) => line >= 1)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readManifests(bytes)));
  });
});

it("a stream that is cut holds every line once, separators aside", () => {
  const lines = fc.array(fc.constantFrom("a: 1", "---", "--- # note", "", "  b"), { maxLength: 12 });
  fc.assert(
    fc.property(lines, (lines) => {
      const documents = splitDocuments(lines.join("\n"));
      if ("code" in documents) throw new Error(documents.message);
      const kept = documents.flatMap(({ text, line }) =>
        text.split("\n").map((content, index) => [line + index, content] as const),
      );
      for (const [line, content] of kept) if (content !== "") expect(lines[line - 1]).toBe(content);
    }),
  );
});

/** JSON as it travels: no -0, no prototype. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
