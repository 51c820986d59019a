import { describe, expect, it } from "vitest";
import { goJson } from "#shared/kustomize/generate/go-json.ts";
import { nameHash } from "#shared/kustomize/generate/name-hash.ts";
import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";

const hashOf = (kind: string, body: string): string | undefined => {
  const text = `apiVersion: v1\nkind: ${kind}\nmetadata: {name: any}\n${body}\n`;
  const reading = readManifests(new TextEncoder().encode(text));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const [parsed] = reading.manifests;
  return parsed === undefined ? undefined : nameHash(parsed.manifest);
};

describe("the hash that a name ends in is kustomize v5.8.1's", () => {
  it.each([
    ["ConfigMap", "", "6ct58987ht"],
    ["ConfigMap", "data: {}", "42745tchd9"],
    ["ConfigMap", "data: {a: b}", "4h2mbtbbt6"],
    ["ConfigMap", "data: [a]", "dk855m5d49"],
    ["ConfigMap", "data: x", "6bd5c47gt8"],
    ["ConfigMap", "data: 1.10", "499hh4t94t"],
    [
      "ConfigMap",
      "data: {a: 1, b: 1.10, c: 0x1F, d: 1e21, e: 1e-7, f: true, g: null, h: [1, {x: y}], i: 12345678901234567890, j: -0.5}",
      "7978g58hk8",
    ],
    ["ConfigMap", 'data: {"\\uE000": a, "\\U0001F600": b, é: c, B: d, a: e}', "ggmb77g87d"],
    ["ConfigMap", 'data: {a: "<&>\\u2028\\u2029\\b\\f\\n\\r\\t\\\\\\""}', "74hdmkmm6k"],
    ["ConfigMap", "binaryData: {a: AAA=}", "2b2ccbcfdg"],
    ["ConfigMap", "binaryData: {}", "cmb55htc2k"],
    ["ConfigMap", "binaryData: [a]", "mfcg99g7t5"],
    ["ConfigMap", "binaryData: x", "6ct58987ht"],
    ["ConfigMap", "stringData: {a: b}", "6ct58987ht"],
    ["ConfigMap", "metadata/name: x", "h442446hc2"],
    ["Secret", "", "2bg6t6bf6t"],
    ["Secret", "data: {a: Yg==}", "254c6b4h75"],
    ["Secret", "stringData: {a: b}", "86kg747449"],
    ["Secret", "stringData: {}", "486hdm6545"],
    ["Secret", "type: Opaque", "8226t8dd99"],
    ["Secret", "type: 5", "dg6m2f574m"],
    ["Secret", "type: {a: b}", "b8m7k2d59h"],
    ["Secret", "binaryData: {a: b}", "2bg6t6bf6t"],
  ])("for a %s with %s", (kind, body, hash) => {
    expect(hashOf(kind, body)).toBe(hash);
  });

  it("whatever the object is called", () => {
    const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
    expect(nameHash(configMap("a"))).toBe(nameHash(configMap("b")));
  });

  it("and there is none for other kinds", () => {
    expect(hashOf("Service", "data: {a: b}")).toBeUndefined();
  });
});

describe("JSON as Go writes it", () => {
  it.each<[Json, string]>([
    [new WrittenNumber("1.10", 1.1), "1.1"],
    [new WrittenNumber("12345678901234567890", 12345678901234567890n), "12345678901234567000"],
    [1e21, "1e+21"],
    [-0, "-0"],
    [{ b: 1, a: [null, true, "<"] }, '{"a":[null,true,"\\u003c"],"b":1}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    [{ "\u{1f600}": 1, "\ue000": 2, é: 3, z: 4 }, '{"z":4,"é":3,"\ue000":2,"\u{1f600}":1}'],
  ])("%j is %s", (value, text) => {
    expect(goJson(value)).toBe(text);
  });
});
