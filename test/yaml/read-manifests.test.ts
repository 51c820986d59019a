import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";

const encoder = new TextEncoder();

function read(text: string) {
  return readManifests(encoder.encode(text));
}

/** Name and line of each manifest, where that is what matters. */
function names(text: string): readonly (readonly [string, number])[] {
  const reading = read(text);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.manifests.map(({ manifest, line }) => [manifest.metadata.name, line]);
}

function problem(text: string) {
  const reading = read(text);
  if (reading.ok) throw new Error("was read");
  return reading.problems[0];
}

const thing = (name: string, rest = ""): string =>
  `apiVersion: v1\nkind: Thing\nmetadata: {name: ${name}}\n${rest}`;

describe("a stream of documents", () => {
  it("gives each object with the line it begins on", () => {
    expect(names(`# first\n---\n${thing("a")}--- # and\n\n${thing("b")}`)).toEqual([
      ["a", 3],
      ["b", 8],
    ]);
  });

  it("leaves out documents with nothing in them", () => {
    expect(names(`---\n---\n# nothing\n---\n{}\n---\n[]\n---\n~\n---\n${thing("a")}---\n`)).toEqual([
      ["a", 11],
    ]);
    expect(names("")).toEqual([]);
  });

  it("may begin with a byte order mark and end its lines as Windows does", () => {
    const text = `\uFEFF${thing("a", "text: |\n  x\n  y\n")}`.replaceAll("\n", "\r\n");
    const reading = read(text);
    expect(reading.ok && reading.manifests[0]?.manifest["text"]).toBe("x\ny\n");
  });

  it("is not cut inside a block of text", () => {
    expect(names(thing("a", "text: |\n  x\n  ---\n  y\n"))).toEqual([["a", 1]]);
  });

  it("tells of everything that is wrong, in every document", () => {
    const reading = read(`a: [\n---\n${thing("ok")}---\nkind: Thing\n`);
    expect(!reading.ok && reading.problems.map(({ line, code }) => [line, code])).toEqual([
      [2, "build/yaml-invalid"],
      [7, "build/not-an-object"],
    ]);
  });

  it("does not go on behind a separator that carries content", () => {
    expect(problem(`${thing("a")}--- {b: c}\n`)).toMatchObject({ line: 4, code: "build/yaml-invalid" });
  });

  it("is refused when a document hides behind an end mark, where kustomize would drop it", () => {
    expect(problem(`${thing("a")}...\n${thing("b")}`)).toMatchObject({ line: 5 });
  });
});

describe("JSON", () => {
  it("is read as well, tabs and all", () => {
    expect(names('{\n\t"apiVersion": "v1", "kind": "Thing",\n\t"metadata": {"name": "a"}\n}\n')).toEqual([
      ["a", 1],
    ]);
  });
});

describe("a list", () => {
  const list = (kind: string, rest = ""): string =>
    `apiVersion: v1\nkind: ${kind}\nitems:\n- {apiVersion: v1, kind: Thing, metadata: {name: a}}\n- {apiVersion: v1, kind: Thing, metadata: {name: b}}\n${rest}`;

  it("gives way to its items, each with its own line", () => {
    expect(names(list("List"))).toEqual([
      ["a", 4],
      ["b", 5],
    ]);
  });

  it("of any kind does so, and its items go behind the file's other objects", () => {
    expect(names(`${list("ThingList")}---\n${thing("c")}`).map(([name]) => name)).toEqual(["c", "a", "b"]);
  });

  it("without items is an object like any other", () => {
    expect(names("apiVersion: v1\nkind: AllowList\nmetadata: {name: a}\n")).toEqual([["a", 1]]);
  });

  it("with items that are no list is refused", () => {
    expect(problem("apiVersion: v1\nkind: ThingList\nitems: a\n")).toMatchObject({
      code: "build/not-an-object",
    });
  });
});

describe("annotations", () => {
  it("are text as it was written, whatever it looks like", () => {
    const reading = read(
      "apiVersion: v1\nkind: Thing\nmetadata:\n  name: a\n  annotations:\n    mode: 0644\n    on: true\n    day: 2001-12-14\n    none:\n  labels:\n    mode: 0644\n",
    );
    expect(reading.ok && reading.manifests[0]?.manifest.metadata).toEqual({
      name: "a",
      annotations: { mode: "0644", on: "true", day: "2001-12-14", none: "" },
      labels: { mode: new WrittenNumber("0644", 420) },
    });
  });

  it("of a pod template are left alone", () => {
    const reading = read(thing("a", "spec: {template: {metadata: {annotations: {mode: 0644}}}}\n"));
    expect(reading.ok && reading.manifests[0]?.manifest["spec"]).toEqual({
      template: { metadata: { annotations: { mode: new WrittenNumber("0644", 420) } } },
    });
  });
});

describe("anchors", () => {
  const rest = (text: string) => {
    const reading = read(thing("a", text));
    return reading.ok ? reading.manifests[0]?.manifest : reading.problems[0];
  };

  it("are written out where they are used", () => {
    expect(rest("a: &x {b: 1}\nc: *x\n")).toMatchObject({ a: { b: 1 }, c: { b: 1 } });
  });

  it("can be merged: own keys win, then the first mapping's", () => {
    expect(
      rest("base: &b {p: 1, q: 1, r: 1}\nother: &o {q: 2, r: 2, s: 2}\nall: {<<: [*o, *b], r: 3}\n"),
    ).toMatchObject({
      all: { p: 1, q: 2, r: 3, s: 2 },
    });
  });

  it("that stand for themselves are refused", () => {
    expect(rest("a: &x [*x]\n")).toMatchObject({ code: "build/yaml-invalid", line: 4 });
  });

  it("that multiply are refused before they fill the memory", () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(10)}]`,
    );
    expect(rest(`l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n${levels.join("\n")}\n`)).toMatchObject({
      message: "grows beyond measure through aliases",
    });
  });

  it.each([
    ["a long list", `[${"x,".repeat(1000)}]`, "[*l]"],
    ["a long text", "x".repeat(100_000), "[*l]"],
    ["a wide mapping", `{${Array.from({ length: 1000 }, (_, i) => `k${i}: x`).join(", ")}}`, "{<<: *l}"],
  ])("that name %s again and again are refused", (_, first, again) => {
    expect(rest(`l: &l ${first}\nall: [${`${again},`.repeat(1000)}]\n`)).toMatchObject({
      message: "grows beyond measure through aliases",
    });
  });

  it("that pile depth on depth are refused", () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `l${i + 1}: &l${i + 1} ${"[".repeat(10)}*l${i}${"]".repeat(10)}`,
    );
    expect(rest(`l0: &l0 x\n${levels.join("\n")}\n`)).toMatchObject({ code: "build/yaml-invalid" });
  });
});

describe("what no manifest may hold", () => {
  it.each([
    [
      "a doubled key, with both its lines",
      thing("a", "env: 1\nother: 2\nenv: 3\n"),
      6,
      'mapping key "env" already defined at line 4',
    ],
    [
      "a doubled key behind nested ones",
      thing("a", "b: {c: 1, d: [1]}\ne: 1\nb: 2\n"),
      6,
      "already defined at line 4",
    ],
    ["a key that is a number", thing("a", "data:\n  1: x\n"), 5, "`1`, which is no text"],
    ["a key that is a list", thing("a", "data:\n  [b]: x\n"), 5, "list or mapping for a key"],
    ["infinity", thing("a", "x: .inf\n"), 4, "JSON cannot carry"],
    ["a tag that its text belies", thing("a", "x: !!int abc\n"), 4, "`abc` as !!int"],
  ])("%s", (_, text, ...where) => {
    const [line, message] = where;
    expect(problem(text)).toMatchObject({ code: "build/yaml-invalid", line });
    expect(problem(text)?.message).toContain(message);
  });

  it("brackets without end", () => {
    expect(problem(thing("a", `x: ${"[".repeat(100_000)}`))).toMatchObject({ code: "build/yaml-invalid" });
  });

  it("more than 25 MB", () => {
    const reading = readManifests(new Uint8Array(25 * 1024 * 1024 + 1));
    expect(reading).toMatchObject({ ok: false, problems: [{ code: "build/file-too-large" }] });
  });

  it("bytes that are not UTF-8", () => {
    expect(readManifests(Uint8Array.of(0xff, 0xfe, 0x00))).toMatchObject({ ok: false });
  });

  it.each([
    ["- a list\n", "is not a mapping"],
    ["some text\n", "is not a mapping"],
    ["apiVersion: 1\nkind: Thing\nmetadata: {name: a}\n", "has an apiVersion that is no text"],
    ["apiVersion: v1\nmetadata: {name: a}\n", "has no kind"],
    ["apiVersion: v1\nkind: Thing\n", "has no metadata"],
    ["apiVersion: v1\nkind: Thing\nmetadata: {name: 12}\n", "has a metadata.name that is no text"],
    [
      "apiVersion: v1\nkind: Thing\nmetadata: {name: a, namespace: 12}\n",
      "metadata.namespace that is no text",
    ],
    [
      "apiVersion: v1\nkind: Thing\nmetadata: {name: a, annotations: [b]}\n",
      "metadata.annotations that are no mapping",
    ],
    [
      "apiVersion: v1\nkind: Thing\nmetadata: {name: a, annotations: {b: {c: d}}}\n",
      "annotation b that is no text",
    ],
  ])("an object that is none: %j", (text, message) => {
    expect(problem(text)).toMatchObject({ code: "build/not-an-object", line: 1 });
    expect(problem(text)?.message).toContain(message);
  });
});

describe("what a manifest may hold", () => {
  const value = (text: string) => {
    const reading = read(thing("a", `x: ${text}\n`));
    return reading.ok ? reading.manifests[0]?.manifest["x"] : reading.problems;
  };

  it("is nested as deep as any CRD's schema", () => {
    expect(JSON.stringify(value("[".repeat(150) + "]".repeat(150)))).toHaveLength(300);
  });

  it("is a key called __proto__, which stays a key", () => {
    expect(Object.keys(value("{__proto__: {y: 1}}") ?? {})).toEqual(["__proto__"]);
  });

  it("is an empty value, which is nothing in a block and text in braces", () => {
    expect(value("\n  y:")).toEqual({ y: null });
    expect(value("{y: }")).toEqual({ y: "" });
  });

  it("is a scalar with a tag", () => {
    expect(value('[!!str 12, !!int "12", !!float 1, !!bool "true", !!binary aGVsbG8=, !own text]')).toEqual([
      "12",
      12,
      1,
      true,
      "hello",
      "text",
    ]);
  });

  it.each([
    ["under its key", "[\n  a,\n  b\n]", ["a", "b"]],
    ["further left than its key", "{y: [\na\n], z: {\n}}", { y: ["a"], z: {} }],
    ["behind a tab", "[a,\tb]", ["a", "b"]],
  ])("is a closing bracket %s, as Go's parser takes it", (_, text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it("is quoted text that goes on under its key", () => {
    expect(value('"a\nb"')).toBe("a b");
  });

  it("is folded text, with the line breaks that kustomize adds where lines are indented further", () => {
    expect(value(">\n  a\n  b\n\n  c\n    d\n  e\n")).toBe("a b\nc\n\n  d\ne\n");
    expect(value(">+\n  a\n")).toBe("a\n\n\n");
    expect(value(">-\n  a\n  b\n\n\n  c\n")).toBe("a b\n\nc");
  });
});

it("an object without an apiVersion has an empty one, as kustomize builds it", () => {
  const reading = read("kind: Thing\nmetadata: {name: a}\n");
  expect(reading.ok && reading.manifests[0]?.manifest.apiVersion).toBe("");
});

describe("a number of a manifest", () => {
  const number = (text: string) => {
    const reading = read(thing("a", `x: ${text}\n`));
    return reading.ok && reading.manifests[0];
  };

  it.each(["80", "-1", "0.5", "1e-7"])(
    "that JSON spells as its author did is a number like any other: %s",
    (text) => {
      expect(number(text)).toMatchObject({ manifest: { x: Number(text) }, hasWrittenNumbers: false });
    },
  );

  it.each([
    ["1.10", 1.1],
    ["0x1F", 31],
    ["0644", 420],
    ["+1", 1],
    ["1e3", 1000],
    ["-0", 0],
    ["81384788765712385", 81384788765712385n],
    ["-9223372036854775808", -(2n ** 63n)],
    ["!!int 0x1F", 31],
    ["!!float 9223372036854775807", 2 ** 63],
  ])("that JSON spells otherwise, or a double rounds, keeps its text: %s", (text, value) => {
    const x = new WrittenNumber(text.replace(/^!!\w+ /, ""), value);
    expect(number(text)).toMatchObject({ manifest: { x }, hasWrittenNumbers: true });
  });

  it("is counted for the object that holds it, in a list as elsewhere", () => {
    const items = ["1.10", "1"].map((x) => `- {apiVersion: v1, kind: Thing, metadata: {name: a}, x: ${x}}\n`);
    const reading = read(`apiVersion: v1\nkind: List\nitems:\n${items.join("")}`);
    expect(reading.ok && reading.manifests.map(({ hasWrittenNumbers }) => hasWrittenNumbers)).toEqual([
      true,
      false,
    ]);
  });

  it("that is an annotation is text, and no number", () => {
    const reading = read("apiVersion: v1\nkind: Thing\nmetadata: {name: a, annotations: {mode: 0644}}\n");
    expect(reading.ok && reading.manifests[0]?.hasWrittenNumbers).toBe(false);
  });
});

describe("Go's parser is followed where js-yaml reads otherwise", () => {
  const value = (text: string) => {
    const reading = read(thing("a", text));
    return reading.ok ? reading.manifests[0]?.manifest["x"] : reading.problems;
  };

  it.each([
    ["x: |\n  a", "a"],
    ["x: |+\n  a", "a"],
    ["x: >\n  a\n  b", "a b"],
    ["x: |\n  a\n  ", "a\n"],
    ["x: |\n  a\n   ", "a\n "],
    ["x: |\n  a\n", "a\n"],
  ])("a block that the file's end cuts off has no line break of its own: %j", (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it.each([
    ['"a\\\n\n  b"', "a\nb"],
    ['"a\\\n\n \t\n  b"', "a\n\nb"],
    ['"a\\\\\\\n\n  b"', "a\\\nb"],
    ['"a\\\n  b"', "ab"],
  ])("empty lines behind an escaped line break count: %j", (text, expected) => {
    expect(value(`x: ${text}\n`)).toBe(expected);
  });
});

it("js-yaml is as strict as ever to everyone else", () => {
  readManifests(encoder.encode(thing("a", "x: [\n]\n")));
  expect(() => load("x: [\n]\n")).toThrow("deficient indentation");
});
