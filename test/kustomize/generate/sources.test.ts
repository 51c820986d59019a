import { describe, expect, it } from "vitest";
import { base64Lines } from "#shared/kustomize/generate/base64-lines.ts";
import { parseEnvFile } from "#shared/kustomize/generate/env-file.ts";
import { fileSourceOf } from "#shared/kustomize/generate/file-source.ts";
import { keyValueOf } from "#shared/kustomize/generate/literal.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a literal", () => {
  it.each([
    ["a=b", "a", "b"],
    ["a=", "a", ""],
    ["a=b=c", "a", "b=c"],
    [`a="b"`, "a", "b"],
    ["a='b'", "a", "b"],
    [`a='b"`, "a", `'b"`],
    [`a="`, "a", `"`],
    [`a=""b""`, "a", `"b"`],
    ["a= 'b'", "a", " 'b'"],
    [" a =b", " a ", "b"],
  ])("%s says that %s is %s", (literal, key, value) => {
    expect(keyValueOf(literal)).toEqual({ key, value });
  });

  it.each(["", "a", "=", "=b"])("is none: %s", (text) => {
    expect(keyValueOf(text)).toBeUndefined();
  });
});

describe("a file source", () => {
  it.each([
    ["f.txt", "f.txt", "f.txt"],
    ["sub/f.txt", "f.txt", "sub/f.txt"],
    ["../f.txt", "f.txt", "../f.txt"],
    ["sub/", "sub", "sub/"],
    ["k=sub/f.txt", "k", "sub/f.txt"],
    ["a/b=f", "a/b", "f"],
  ])("%s is, under the key %s, the file %s", (source, key, path) => {
    expect(fileSourceOf(source)).toEqual({ key, path });
  });
});

describe("an env file", () => {
  const pairsOf = (text: string) => {
    const file = parseEnvFile(bytes(text));
    return file.ok ? file.pairs.map(({ key, value }) => [key, value]) : [];
  };

  it.each([
    ["a byte order mark first", "\ufeffA=1", [["A", "1"]]],
    [
      "and nowhere else",
      "A=1\n\ufeffB=2",
      [
        ["A", "1"],
        ["\ufeffB", "2"],
      ],
    ],
    ["a comment behind a value", "A=1 # one", [["A", "1 # one"]]],
    ["export before a key", "export A=1", [["export A", "1"]]],
    [
      "a bare key",
      "A\nB",
      [
        ["A", ""],
        ["B", ""],
      ],
    ],
    [
      "quotes",
      `A="1"\nB='2'`,
      [
        ["A", `"1"`],
        ["B", "'2'"],
      ],
    ],
    ["one CR before the line's end", "A=1\r\r\n", [["A", "1\r"]]],
    ["blanks of any script before a key", "\u0085\u3000\v A=1", [["A", "1"]]],
    ["a key that says nothing", "=1\n  =2", []],
    ["blank lines", "\n \n\t\r\n", []],
  ])("with %s", (_, text, pairs) => {
    expect(pairsOf(text)).toEqual(pairs);
  });

  it("is read, as kustomize reads it, up to the first line of 64 KiB", () => {
    const line = (length: number) => `B=${"x".repeat(length - 2)}`;
    expect(pairsOf(`A=1\n${line(65_535)}\nC=1`).map(([key]) => key)).toEqual(["A", "B", "C"]);
    expect(pairsOf(`A=1\n${line(65_536)}\nC=1`).map(([key]) => key)).toEqual(["A"]);
    expect(pairsOf(`A=1\n${line(65_535)}\r\nC=1`).map(([key]) => key)).toEqual(["A"]);
  });

  it("must be UTF-8", () => {
    expect(parseEnvFile(Uint8Array.from([65, 61, 10, 10, 0xc3]))).toEqual({ ok: false, line: 3 });
  });
});

describe("base64", () => {
  it("stays in one line up to 68 letters, and is cut behind the 70th", () => {
    expect(base64Lines(bytes("x".repeat(51)))).toBe("eHh4".repeat(17));
    expect(base64Lines(bytes("x".repeat(54)))).toBe(`${"eHh4".repeat(17)}eH\nh4\n`);
  });

  it("is the same for much as for little", () => {
    const much = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    expect(base64Lines(much).replaceAll("\n", "")).toBe(Buffer.from(much).toString("base64"));
  });
});
