import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import { build } from "#shared/kustomize/build.ts";
import { plainScalar } from "#shared/yaml/plain-scalar.ts";
import { casesOfChanges } from "./cases-of-changes.ts";
import { casesOfNames } from "./cases-of-names.ts";
import { casesOfYaml } from "./cases-of-yaml.ts";
import { casesRefused } from "./cases-refused.ts";
import { randomTree } from "./random-tree.ts";
import { realKustomize } from "./real-kustomize.ts";
import { filesOf, type Tree } from "./tree.ts";
import { walkThroughTree } from "./walk-through-tree.ts";

const minutes = 60_000;
let binary = "";
beforeAll(async () => {
  binary = await kustomizeBinary();
}, 20 * minutes);

/** Both answers, ours as it would travel. */
async function both(tree: Tree, path: string) {
  const ours = build(filesOf(tree), path, {});
  const theirs = await realKustomize(binary, tree, path);
  return { ours: ours.ok ? JSON.parse(JSON.stringify(ours.value.objects)) : ours.failures, theirs };
}

async function expectTheSame(tree: Tree, path: string): Promise<void> {
  const { ours, theirs } = await both(tree, path);
  expect(theirs).toMatchObject({ ok: true });
  expect(ours).toEqual(theirs.ok && theirs.manifests);
}

describe("the real kustomize gives the same objects in the same order", () => {
  it.each(["base", "overlays/development", "overlays/staging", "overlays/production"])(
    "for the walk-through's %s",
    async (path) => expectTheSame(walkThroughTree, path),
  );

  it.each([...casesOfNames, ...casesOfChanges, ...casesOfYaml])("for $name", async ({ tree, path = "." }) =>
    expectTheSame(tree, path),
  );
});

describe("the real kustomize fails as well", () => {
  it.each(casesRefused)("at $name", async ({ tree, path = ".", fails }) => {
    const { ours, theirs } = await both(tree, path);
    expect(theirs.ok).toBe(false);
    expect(ours).toMatchObject([{ code: fails }]);
  });
});

describe("the real kustomize agrees", () => {
  it(
    "on what unquoted scalars mean",
    async () => {
      const text = fc
        .array(fc.constantFrom(..."0123456789012345678901_+-.eExXoObBTtZz:aAfFnNulLsrR~yY".split("")), {
          minLength: 1,
          maxLength: 12,
        })
        .map((chars) => chars.join(""))
        .filter((word) => !/^-$|:$|^---/.test(word) && isJson(plainScalar(word)));
      const words = fc.sample(text, { numRuns: 3_000, seed: 20_261 });
      const list = words.map((word) => `- v: ${word}\n`).join("");
      await expectTheSame(
        {
          "kustomization.yaml": "resources: [a.yaml]\n",
          "a.yaml": `apiVersion: v1\nkind: Thing\nmetadata: {name: a}\nspec:\n${list}`,
        },
        ".",
      );
    },
    minutes,
  );

  it(
    "on trees that nobody would write",
    async () => {
      await fc.assert(
        fc.asyncProperty(randomTree(), async (tree) => {
          const { ours, theirs } = await both(tree, "top");
          if (theirs.ok) expect(ours).toEqual(theirs.manifests);
          else expect(ours[0]).toHaveProperty("code");
        }),
        { numRuns: 60, seed: 20_262 },
      );
    },
    3 * minutes,
  );
});

function isJson(value: unknown): boolean {
  return typeof value === "number" ? Number.isFinite(value) : typeof value !== "bigint";
}
