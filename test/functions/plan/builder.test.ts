import { describe, expect, it } from "vitest";
import { Builder, type Elsewhere, type Tree } from "#functions/plan/builder.ts";
import type { JsonObject } from "#shared/model/json.ts";

/** One folder with files, each named by its own text. */
function treeOf(files: Readonly<Record<string, string>>): Tree {
  return {
    read: (path) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
    list: (path) =>
      path === "app" ? Object.keys(files).map((file) => file.slice("app/".length)) : undefined,
    idOf: (path) => files[path],
  };
}

const nowhere: Elsewhere = elsewhereOf({});

/** Files of the web and folders of one other repository, each named by its own text. */
function elsewhereOf(texts: Readonly<Record<string, string>>): Elsewhere {
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  return {
    ask: (request) => {
      const text = texts[request.url];
      if (text === undefined) return { type: "refused", message: "it is not there", remedy: "Look again" };
      if (request.type === "file") return { type: "file", bytes: bytesOf(text) };
      const files: Readonly<Record<string, string>> = {
        "app/kustomization.yaml": "resources: [a.yaml]\n",
        "app/a.yaml": text,
      };
      const read = (path: string) => (files[path] === undefined ? undefined : bytesOf(files[path]));
      const list = (path: string) => (path === "app" ? ["a.yaml", "kustomization.yaml"] : undefined);
      return { type: "repository", files: { read, list } };
    },
    versionOf: async ({ url }) => texts[url] ?? "-",
  };
}

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata: {value: ${value}}\n`;

describe("a build", () => {
  it("of more than one job can carry says so, and is not applied", async () => {
    const half = "x".repeat(11 * 1024 * 1024);
    const files = { "app/a.yaml": configMap("a", half), "app/b.yaml": configMap("b", half) };
    expect(await new Builder().build({ path: "./app" }, treeOf(files), nowhere)).toMatchObject({
      type: "failed",
      reason: "BuildFailed",
      message: expect.stringMatching(/23 MiB together, .* Split it/),
    });
  });

  it("gives the same digests when what it remembers was dropped in between", async () => {
    const builder = new Builder();
    const tree = treeOf({ "app/a.yaml": configMap("a", "x".repeat(9 * 1024 * 1024)) });
    const [first, second] = [
      await builder.build({ path: "./app" }, tree, nowhere),
      await builder.build({ path: "./app" }, tree, nowhere),
    ];
    expect(first).toMatchObject({ type: "built", objects: [{ key: "/ConfigMap/default/a" }] });
    expect(second).toEqual(first);
  });

  it("is the same for a tree in which nothing that it read has changed", async () => {
    const builder = new Builder();
    const before = { "app/a.yaml": configMap("a", "1"), "README.md": "one" };
    const built = await builder.build({ path: "./app" }, treeOf(before), nowhere);
    if (built.type !== "built") throw new Error(built.message);
    expect(await builder.isSame(built.trace, treeOf({ ...before, "README.md": "two" }), nowhere)).toBe(true);
    const changed = { ...before, "app/a.yaml": configMap("a", "2") };
    expect(await builder.isSame(built.trace, treeOf(changed), nowhere)).toBe(false);
    const more = { ...before, "app/b.yaml": configMap("b", "1") };
    expect(await builder.isSame(built.trace, treeOf(more), nowhere)).toBe(false);
  });

  it("is another once what it names from elsewhere has changed, and only then", async () => {
    const builder = new Builder();
    const url = "https://example.com/b.yaml";
    const tree = treeOf({ "app/kustomization.yaml": `resources: ["${url}"]\n` });
    const built = await builder.build({ path: "./app" }, tree, elsewhereOf({ [url]: configMap("b", "1") }));
    if (built.type !== "built") throw new Error(built.message);
    const isSame = (texts: Record<string, string>) => builder.isSame(built.trace, tree, elsewhereOf(texts));
    expect(await isSame({ [url]: configMap("b", "1"), "https://example.com/c": "c" })).toBe(true);
    expect(await isSame({ [url]: configMap("b", "2") })).toBe(false);
    expect(await isSame({})).toBe(false);
  });

  it("takes another repository's file for what it is, though a file of ours has its path", async () => {
    const builder = new Builder();
    const url = "https://example.com/team/base.git";
    const tree = treeOf({
      "app/kustomization.yaml": `resources: ["a.yaml", "${url}//app"]\n`,
      "app/a.yaml": configMap("ours", "1"),
    });
    const elsewhere = elsewhereOf({ [url]: configMap("theirs", "1") });
    expect(await builder.build({ path: "./app" }, tree, elsewhere)).toMatchObject({
      objects: [{ key: "/ConfigMap/default/ours" }, { key: "/ConfigMap/default/theirs" }],
    });
  });

  it("says where it names something from elsewhere that cannot be had", async () => {
    const tree = treeOf({ "app/kustomization.yaml": "resources:\n- https://example.com/b.yaml\n" });
    expect(await new Builder().build({ path: "./app" }, tree, nowhere)).toMatchObject({
      reason: "BuildFailed",
      message: expect.stringMatching(/app\/kustomization\.yaml:2: .*it is not there\. Look again/),
    });
  });
});

describe("a build with a spec that asks for more", () => {
  const folders: Readonly<Record<string, readonly string[]>> = {
    app: ["a.yaml"],
    part: ["kustomization.yaml"],
  };
  const component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: part-\n";
  const treeWith = (files: Readonly<Record<string, string>>): Tree => ({
    ...treeOf(files),
    list: (path) =>
      Object.keys(files).some((file) => file.startsWith(`${path}/`)) ? folders[path] : undefined,
  });
  const alone = treeWith({ "app/a.yaml": configMap("a", "1") });
  const keysOf = async (spec: JsonObject, tree = alone, builder = new Builder()) => {
    const built = await builder.build({ path: "./app", ...spec }, tree, nowhere);
    return built.type === "built" ? built.objects.map(({ key }) => key) : built.message;
  };

  it("tells specs of the same folder apart, in any order", async () => {
    const builder = new Builder();
    for (const namePrefix of ["x-", "y-", "x-"])
      expect(await keysOf({ namePrefix }, alone, builder)).toEqual([`/ConfigMap/default/${namePrefix}a`]);
    expect(await keysOf({}, alone, builder)).toEqual(["/ConfigMap/default/a"]);
  });

  it("is another once a component is there that was missing", async () => {
    const builder = new Builder();
    const spec = { path: "./app", components: ["../part"], ignoreMissingComponents: true };
    const built = await builder.build(spec, alone, nowhere);
    if (built.type !== "built") throw new Error(built.message);
    expect(await builder.isSame(built.trace, alone, nowhere)).toBe(true);
    const both = treeWith({ "app/a.yaml": configMap("a", "1"), "part/kustomization.yaml": component });
    expect(await builder.isSame(built.trace, both, nowhere)).toBe(false);
    expect(await keysOf(spec, both, builder)).toEqual(["/ConfigMap/default/part-a"]);
  });

  it("puts common metadata into what is applied, so that its digest is another", async () => {
    const builder = new Builder();
    const commonMetadata = { labels: { team: "a" }, annotations: { note: "b" } };
    const [plain, marked] = [
      await builder.build({ path: "./app" }, alone, nowhere),
      await builder.build({ path: "./app", commonMetadata }, alone, nowhere),
    ];
    if (plain.type !== "built" || marked.type !== "built") throw new Error("was not built");
    expect(marked.objects[0]?.manifest.metadata).toEqual({
      name: "a",
      namespace: "default",
      ...commonMetadata,
    });
    expect(marked.objects[0]?.origin).toBe(plain.objects[0]?.origin);
    expect(marked.objects[0]?.digest).not.toBe(plain.objects[0]?.digest);
  });

  it.each([
    [{ patches: [{ patch: "{" }] }, /^spec\.patches\[0\]: unable to parse/],
    [{ patches: [{ patch: "- op: remove\n  path: /x\n" }] }, /^spec\.patches\[0\]: must specify a target/],
    [{ images: [{ name: "a" }, { name: "(" }] }, /^spec\.images\[1\]\.name: names the image "\("/],
    [
      { components: ["part", "https://example.com/part"] },
      /^spec\.components\[1\]: .* must be local and relative/,
    ],
    [{ components: ["../part"] }, /^spec\.components\[0\]: .*no such file or directory/],
    [{ patches: [{ patch: 1 }], namePrefix: 2 }, /^spec\.namePrefix: .*\nspec\.patches\[0\]\.patch: /],
  ] satisfies [JsonObject, RegExp][])("says where in the spec %j is wrong", async (spec, message) => {
    expect(await keysOf(spec)).toMatch(message);
  });
});
