import { describe, expect, it } from "vitest";
import { parseFile, parseFileBy } from "#shared/yaml/parse-file.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Reading } from "#shared/yaml/reading.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a parser that remembers by content", () => {
  const readingBy = new Map<Uint8Array, Reading>();
  const parse = parseFileBy((content) => {
    const reading = readingBy.get(content) ?? readManifests(content);
    readingBy.set(content, reading);
    return reading;
  });

  it("gives the same objects for the same content under another name", () => {
    const content = bytes("apiVersion: v1\nkind: Thing\nmetadata: {name: a}\n");
    const [one, other] = [parse("a.yaml", content), parse("b.yaml", content)];
    expect(one.ok && one.value).toBe(other.ok && other.value);
  });

  it("names the file that it was asked for in what it finds wrong", () => {
    const content = bytes("kind: Thing\n\nx: [\n");
    const subjects = ["a.yaml", "k8s/b.yaml"].map((path) => {
      const result = parse(path, content);
      return result.ok ? "" : result.failures[0]?.subject;
    });
    expect(subjects).toEqual(["a.yaml:4", "k8s/b.yaml:4"]);
  });
});

it("a file that is no YAML is named with its line and what to do", () => {
  const result = parseFile("k8s/web.yaml", bytes("apiVersion: v1\nkind: Thing\n\tmetadata:\n"));
  expect(result).toMatchObject({
    ok: false,
    failures: [{ code: "build/yaml-invalid", subject: "k8s/web.yaml:3" }],
  });
  expect(!result.ok && result.failures[0]?.remedy).toBe("Mend the syntax at this line");
});
