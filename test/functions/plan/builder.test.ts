import { describe, expect, it } from "vitest";
import { Builder, type Tree } from "#functions/plan/builder.ts";

/** One folder with files, each named by its own text. */
function treeOf(files: Readonly<Record<string, string>>): Tree {
  return {
    read: (path) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
    list: (path) =>
      path === "app" ? Object.keys(files).map((file) => file.slice("app/".length)) : undefined,
    idOf: (path) => files[path],
  };
}

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata: {value: ${value}}\n`;

describe("a build", () => {
  it("of more than one job can carry says so, and is not applied", async () => {
    const half = "x".repeat(11 * 1024 * 1024);
    const files = { "app/a.yaml": configMap("a", half), "app/b.yaml": configMap("b", half) };
    expect(await new Builder().build({ path: "./app" }, treeOf(files))).toMatchObject({
      type: "failed",
      reason: "BuildFailed",
      message: expect.stringMatching(/23 MiB together, .* Split it/),
    });
  });

  it("gives the same digests when what it remembers was dropped in between", async () => {
    const builder = new Builder();
    const tree = treeOf({ "app/a.yaml": configMap("a", "x".repeat(9 * 1024 * 1024)) });
    const [first, second] = [
      await builder.build({ path: "./app" }, tree),
      await builder.build({ path: "./app" }, tree),
    ];
    expect(first).toMatchObject({ type: "built", objects: [{ key: "/ConfigMap/default/a" }] });
    expect(second).toEqual(first);
  });

  it("is the same for a tree in which nothing that it read has changed", async () => {
    const builder = new Builder();
    const before = { "app/a.yaml": configMap("a", "1"), "README.md": "one" };
    const built = await builder.build({ path: "./app" }, treeOf(before));
    if (built.type !== "built") throw new Error(built.message);
    expect(await builder.isSame(built.trace, treeOf({ ...before, "README.md": "two" }))).toBe(true);
    const changed = { ...before, "app/a.yaml": configMap("a", "2") };
    expect(await builder.isSame(built.trace, treeOf(changed))).toBe(false);
    const more = { ...before, "app/b.yaml": configMap("b", "1") };
    expect(await builder.isSame(built.trace, treeOf(more))).toBe(false);
  });
});
