import { describe, expect, it } from "vitest";
import { benchCommand } from "#test/bench/bench-command.ts";
import { figures, sectionOf } from "#test/bench/figures.ts";
import { built } from "#test/kustomize/tree.ts";
import { crdRoot } from "./crd-root.ts";
import { mixedRoot } from "./mixed-root.ts";
import { seedRoot } from "./seed-root.ts";

describe("the roots that builds are measured on", () => {
  const mixed = mixedRoot();

  it("are as large as they are said to be", () => {
    expect(built(mixed.files, "base").objects).toHaveLength(1_000);
    expect(new Set(built(mixed.files, "base").objects.map(({ kind }) => kind)).size).toBeGreaterThan(12);
    expect(crdRoot().files["base/crds.yaml"]?.length).toBeGreaterThan(3_000_000);
  });

  it.each([seedRoot, mixed, crdRoot()])("build another way when a file of $name has changed", (root) => {
    const [path = ""] = root.paths;
    const change = root.change(0);
    const changed = { ...root.files, [change.path]: change.text };
    expect(built(changed, path).objects).not.toEqual(built(root.files, path).objects);
  });
});

describe("npm run bench -- --only kustomize", () => {
  it("gives every figure of builds, none of them without a build that is byte for byte the real one's", async () => {
    const { code, out, err } = await benchCommand("--quick", "--json", "--only", "kustomize");
    expect(code, err).toBe(0);
    const lines: { figure: string; value: number; unit: string; bar: string; goal: string }[] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const wanted = figures.filter(({ name }) => sectionOf(name) === "kustomize");
    expect(lines.map(({ figure }) => figure).sort()).toEqual(wanted.map(({ name }) => name).sort());
    for (const { figure, value, unit, bar, goal } of lines) {
      expect(value).toBeGreaterThan(0);
      expect(wanted.find(({ name }) => name === figure)).toMatchObject({ unit, bar, goal });
    }
  });
});
