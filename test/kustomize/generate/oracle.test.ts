import { beforeAll, describe, expect, it } from "vitest";
import { kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import { realKustomize } from "#test/kustomize/real-kustomize.ts";
import type { Tree } from "#test/kustomize/tree.ts";
import { casesGenerated, casesRefused, type GeneratorCase } from "./generator-cases.ts";

const minutes = 60_000;
let binary = "";
beforeAll(async () => {
  binary = await kustomizeBinary();
}, 20 * minutes);

const ask = async ({ kustomization, files = {} }: GeneratorCase) => {
  // A tree's files are texts; written to disk, bytes do as well.
  const tree = { "kustomization.yaml": kustomization, ...files } as Tree;
  return realKustomize(binary, tree, ".");
};

describe("the real kustomize", () => {
  it.each(casesGenerated)("makes the same of $name", async (one) => {
    expect(await ask(one)).toEqual({ ok: true, manifests: one.objects });
  });

  it.each(casesRefused)("refuses $name", async (one) => {
    expect(await ask(one)).toMatchObject({ ok: false });
  });
});
