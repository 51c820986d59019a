import { describe, expect, it } from "vitest";
import { BlobsMissing } from "#functions/source/content/blobs-missing.ts";
import { contentDigest } from "#functions/source/content/content-digest.ts";
import { splitPath, type FileTree } from "#functions/source/content/file-tree.ts";
import { keptOf } from "#functions/source/content/kept.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { Overlay } from "#functions/source/content/overlay.ts";
import { absentPath, Sparse } from "#functions/source/content/sparse.ts";
import { SourceFiles } from "#functions/source/content/source-files.ts";
import { TreeUnreadable } from "#functions/source/content/walk-bounds.ts";
import { done } from "#shared/model/failure.ts";
import { valueOf } from "./expect-result.ts";
import { FactsByHand, filesIn, treeOf } from "./tree-by-hand.ts";

const app = treeOf({ "k8s/web.yaml": "web", "k8s/shared/x.yaml": "own", "README.md": "read me" });
const lib = treeOf({ "base/x.yaml": "theirs", "base/deep/y.yaml": "y", "other.yaml": "other" });

describe("a tree laid over another", () => {
  it("is seen at its place, with the folder that was asked for, over what was there", () => {
    const both = new Overlay(app, [{ at: "k8s/shared", from: "base", tree: lib }]);
    expect(filesIn(both)).toEqual({
      "k8s/web.yaml": "web",
      "k8s/shared/x.yaml": "theirs",
      "k8s/shared/deep/y.yaml": "y",
      "README.md": "read me",
    });
  });

  it("makes the folders that lead to it", () => {
    const both = new Overlay(app, [{ at: "vendor/lib", from: "", tree: lib }]);
    expect(Object.keys(filesIn(both))).toContain("vendor/lib/base/deep/y.yaml");
    expect(new SourceFiles(both).list("vendor")).toEqual(["lib/"]);
    expect(both.folder("nowhere")).toBeUndefined();
    expect(both.read("vendor/lib/none.yaml")).toBeUndefined();
  });

  it("is covered by one that comes later", () => {
    const later = treeOf({ "x.yaml": "latest" });
    const all = new Overlay(app, [
      { at: "k8s/shared", from: "base", tree: lib },
      { at: "k8s/shared", from: "", tree: later },
    ]);
    expect(filesIn(all)).toMatchObject({ "k8s/shared/x.yaml": "latest", "k8s/shared/deep/y.yaml": "y" });
  });
});

describe("a sparse checkout", () => {
  it("has what begins with one of the paths, and no file beside the folders that lead there", () => {
    expect(filesIn(new Sparse(app, ["k8s/shared"]))).toEqual({ "k8s/shared/x.yaml": "own" });
    expect(filesIn(new Sparse(app, ["k8s"]))).toEqual({ "k8s/web.yaml": "web", "k8s/shared/x.yaml": "own" });
    expect(filesIn(new Sparse(app, ["k8"]))).toEqual(filesIn(new Sparse(app, ["k8s"])));
    expect(new SourceFiles(new Sparse(app, ["k8s/shared"])).read("README.md")).toBeUndefined();
  });

  it("tells which path is not there", () => {
    expect(absentPath(app, ["k8s", "README.md", "k8s/nope"])).toBe("k8s/nope");
  });
});

describe("what is kept of a tree", () => {
  const kept = async (files: Readonly<Record<string, string>>, ignore?: string): Promise<string[]> => {
    const tree = valueOf(await keptOf(treeOf(files), { ignore, facts: new FactsByHand() }));
    const walked = filesIn(tree);
    const asked = Object.keys(files).filter((path) => tree.read(path) !== undefined);
    expect(asked.toSorted()).toEqual(Object.keys(walked).toSorted());
    return Object.keys(walked).toSorted();
  };
  const files = {
    "a.yaml": "a",
    "logo.png": "p",
    ".github/ci.yaml": "c",
    "docs/b.yaml": "b",
    ".gitignore": "g",
  };

  it("is all but the customary exclusions", async () => {
    expect(await kept(files)).toEqual(["a.yaml", "docs/b.yaml"]);
  });

  it("is all but version control's own files, and what spec.ignore says, once that says anything", async () => {
    expect(await kept(files, "/docs/")).toEqual([".github/ci.yaml", "a.yaml", "logo.png"]);
  });

  it("follows each .sourceignore below its own folder, and spec.ignore after them", async () => {
    const more = { "docs/.sourceignore": "/b.yaml\n", "docs/deep/b.yaml": "b", "a.yaml": "a", "b.yaml": "b" };
    expect(await kept(more)).toEqual(["a.yaml", "b.yaml", "docs/.sourceignore", "docs/deep/b.yaml"]);
    expect(await kept({ ...more, "docs/b.yaml": "b" }, "!/docs/b.yaml")).toContain("docs/b.yaml");
  });

  it("has its .sourceignore files fetched together, and is refused where all of them are too much", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, at): [string, string] => [`folder-${at}/.sourceignore`, `x-${at}\n`]),
    );
    const plain = treeOf(files);
    const here = new Set<string>();
    const asked: number[] = [];
    const host = {
      bringObjects: async (oids: readonly Oid[]) => {
        asked.push(oids.length);
        for (const oid of oids) here.add(oid);
        return done(oids.length);
      },
    };
    const absent: FileTree = {
      ...plain,
      read: (path) => {
        const [folder, name] = splitPath(path);
        const oid = plain.folder(folder)?.get(name)?.id as Oid;
        if (!here.has(oid)) throw new BlobsMissing([oid], host);
        return plain.read(path);
      },
    };
    expect((await keptOf(absent, { ignore: undefined, facts: new FactsByHand() })).ok).toBe(true);
    expect(asked).toEqual([20]);

    const large = treeOf({ ".sourceignore": "# a line\n".repeat(600_000) });
    await expect(keptOf(large, { ignore: undefined, facts: new FactsByHand() })).rejects.toThrow(
      TreeUnreadable,
    );
  });

  it("is refused where a pattern cannot be read, by its file and line", async () => {
    const tree = treeOf({ "x/.sourceignore": `ok\n${"y".repeat(2_000)}\n` });
    expect(await keptOf(tree, { ignore: undefined, facts: new FactsByHand() })).toMatchObject({
      ok: false,
      failures: [{ code: "source/ignore-invalid", subject: "x/.sourceignore:2" }],
    });
  });
});

describe("the digest of a content", () => {
  const facts = new FactsByHand();
  const digest = async (files: Readonly<Record<string, string>>, ignore?: string): Promise<string> => {
    const tree = valueOf(await keptOf(treeOf(files), { ignore, facts }));
    return (await contentDigest(tree, facts)).digest;
  };

  it("is the same for the same files, whatever is left out beside them", async () => {
    const plain = await digest({ "a/x.yaml": "1", "b.yaml": "2" });
    expect(await digest({ "a/x.yaml": "1", "b.yaml": "2", "a/logo.png": "3", "img/only.png": "4" })).toBe(
      plain,
    );
    expect(await digest({ "a/x.yaml": "1", "b.yaml": "2", "doc.md": "3" }, "*.md")).toBe(plain);
  });

  it("is another for another text, name or place, remembered or not", async () => {
    const all = [
      await digest({ "a/x.yaml": "1" }),
      await digest({ "a/x.yaml": "2" }),
      await digest({ "a/y.yaml": "1" }),
      await digest({ "b/x.yaml": "1" }),
      await digest({ "x.yaml": "1" }),
      await digest({ "a/x.yaml": "1", "b/x.yaml": "1" }),
      await digest({}),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(await digest({ "a/x.yaml": "1" })).toBe(all[0]);
  });

  it("does not take one folder's rules for another's", async () => {
    const files = { "a/x.yaml": "1", "a/y.yaml": "2", "b/x.yaml": "1", "b/y.yaml": "2" };
    const both = await digest(files, "/a/y.yaml");
    expect(both).not.toBe(await digest(files, "/b/y.yaml"));
    expect(both).toBe(await digest({ "a/x.yaml": "1", "b/x.yaml": "1", "b/y.yaml": "2" }));
  });
});
