import { describe, expect, it } from "vitest";
import { jsonPatch } from "#shared/merge/json-patch.ts";
import { canonicalJson, type Json, type JsonObject } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { casesOfJsonPatches } from "./cases-of-json-patches.ts";
import { frozen } from "./frozen.ts";
import { operationsIn, widget, type JsonPatchCase } from "./json-patch-case.ts";

function patched({ spec, operations }: JsonPatchCase) {
  return jsonPatch(frozen(widget(spec)), frozen(operationsIn(operations)));
}

describe("a JSON patch", () => {
  it.each(casesOfJsonPatches)("$name", (one) => {
    const result = patched(one);
    if ("gives" in one) {
      if (!result.ok) throw new Error(result.message);
      expect(canonicalJson(result.value)).toBe(canonicalJson(widget(one.gives)));
    } else {
      expect(result).toEqual({ ok: false, message: expect.stringContaining(one.refused) as string });
    }
  });

  it("hands on what it does not touch", () => {
    const given = { kind: "Widget", spec: { a: { b: ["x"] }, c: 1 } };
    const result = jsonPatch(given, [{ op: "replace", path: "/spec/c", value: 2 }]);
    expect(result.ok && (result.value["spec"] as JsonObject)["a"]).toBe(given.spec.a);
  });

  it("leaves numbers as Go prints a double, for whoever reads their text", () => {
    const given = {
      a: 1_000_000,
      b: 0.00001,
      c: 80,
      d: new WrittenNumber("0x1F", 31),
      e: 12.5,
      f: -1_234_567,
    };
    const result = jsonPatch(given, []);
    expect(result.ok && Object.values(result.value).map(textOf)).toEqual([
      "1e+06",
      "1e-05",
      "80",
      "31",
      "12.5",
      "-1.234567e+06",
    ]);
    expect(result.ok && JSON.parse(JSON.stringify(result.value))).toEqual({ ...given, d: 31 });
  });

  it("keeps a member called __proto__ a member", () => {
    const given = JSON.parse('{"spec": {"a": 1}}') as JsonObject;
    const result = jsonPatch(given, [{ op: "add", path: "/spec/__proto__", value: "x" }]);
    expect(JSON.stringify(result.ok && result.value)).toBe('{"spec":{"a":1,"__proto__":"x"}}');
  });
});

describe("a JSON patch that would take all memory or time is refused", () => {
  const message = (operations: Json) => {
    const result = jsonPatch({ a: [1] }, operations);
    return result.ok ? undefined : result.message;
  };

  it("when copies double what was copied", () => {
    const copies = Array.from({ length: 60 }, () => ({ op: "copy", from: "/a", path: "/a/-" }));
    expect(message(copies)).toContain("adds more than 1000000 values");
  });

  it("when it nests without end", () => {
    const nest = [{ op: "add", path: "/b", value: {} }];
    const deeper = Array.from({ length: 2_000 }, (_, at) => [
      { op: "move", from: `/${at % 2 ? "c" : "b"}`, path: "/d" },
      { op: "add", path: `/${at % 2 ? "b" : "c"}`, value: {} },
      { op: "move", from: "/d", path: `/${at % 2 ? "b" : "c"}/x` },
    ]).flat();
    expect(message([...nest, ...deeper])).toContain("nests deeper than 1000 levels");
  });

  it("when its path is endless", () => {
    expect(message([{ op: "add", path: "/a".repeat(5_000), value: 1 }])).toContain("is too long");
  });

  it("when it has more operations than anyone writes", () => {
    const tests = Array.from({ length: 10_001 }, () => ({ op: "test", path: "/a", value: [1] }));
    expect(message(tests)).toContain("more than 10000");
  });
});

function textOf(value: Json): string {
  return value instanceof WrittenNumber ? value.text : JSON.stringify(value);
}
