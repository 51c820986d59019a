import { execFileSync } from "node:child_process";
import { symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileRefused } from "#infra/cli/file-refused.ts";
import { folderFiles } from "#infra/cli/folder-files.ts";
import { folderWith } from "./plumb.ts";

describe("the files of a folder", () => {
  it("are read and listed, folders with a slash, in order", async () => {
    const root = await folderWith({ "b.yaml": "b", "a/c.yaml": "c", Z: "" });
    const files = folderFiles(root);
    expect(files.list("")).toEqual(["Z", "a/", "b.yaml"]);
    expect(files.list("a")).toEqual(["c.yaml"]);
    expect(new TextDecoder().decode(files.read("a/c.yaml"))).toBe("c");
  });

  it.each(["gone", "a", "b.yaml/x", `patch: |\n  ${"x".repeat(5_000)}`, "nul\0"])(
    "are none where there is no file: %j",
    async (path) => {
      const files = folderFiles(await folderWith({ "b.yaml": "b", "a/c.yaml": "c" }));
      expect(files.read(path)).toBeUndefined();
    },
  );

  it("are listed of folders only", async () => {
    const files = folderFiles(await folderWith({ "b.yaml": "b" }));
    expect([files.list("b.yaml"), files.list("gone")]).toEqual([undefined, undefined]);
  });

  it("are no pipes, which would never end", async () => {
    const root = await folderWith({});
    execFileSync("sh", ["-c", 'mkfifo "$0"', join(root, "pipe")]);
    expect(folderFiles(root).read("pipe")).toBeUndefined();
  });

  it("are refused above 64 MB, before they are read", async () => {
    const root = await folderWith({ "big.yaml": "" });
    await truncate(join(root, "big.yaml"), 64 * 1024 * 1024 + 1);
    const read = () => folderFiles(root).read("big.yaml");
    expect(read).toThrow(FileRefused);
    expect(read).toThrow("has 65 MB, more than the 64 that a build reads");
  });
});

describe("symbolic links", () => {
  it("are followed, and their real path is known", async () => {
    const root = await folderWith({ "real/a.yaml": "a" });
    await symlink("real", join(root, "link"));
    const files = folderFiles(root);
    expect(files.list("")).toEqual(["link/", "real/"]);
    expect(files.read("link/a.yaml")).toBeDefined();
    expect(files.real?.("link/a.yaml")).toBe("real/a.yaml");
    expect(files.real?.("gone/a.yaml")).toBe("gone/a.yaml");
  });

  it("lead nowhere when they go in circles", async () => {
    const root = await folderWith({});
    await symlink("link", join(root, "link"));
    expect(folderFiles(root).read("link")).toBeUndefined();
    expect(folderFiles(root).list("")).toEqual(["link"]);
  });

  it("of strangers do not lead out of their folder", async () => {
    const outside = await folderWith({ "secret.yaml": "s" });
    const root = await folderWith({ "a.yaml": "a" });
    await symlink(outside, join(root, "out"));
    await symlink("a.yaml", join(root, "in"));
    await writeFile(join(root, "..data"), "d");
    const files = folderFiles(root, { confined: true });
    expect([files.read("out/secret.yaml"), files.list("out")]).toEqual([undefined, undefined]);
    expect([files.read("in"), files.read("..data")].every((bytes) => bytes !== undefined)).toBe(true);
  });
});
