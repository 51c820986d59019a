import { describe, expect, it } from "vitest";
import { houseFiles, registryHosts } from "./house-files.ts";
import { houseRuleBreaches } from "./house-rules.ts";

describe("this house", () => {
  const files = houseFiles();

  it("keeps its own rules", () => {
    expect(houseRuleBreaches(files, registryHosts())).toEqual([]);
  });

  it("was looked at", () => {
    expect(files.map(({ path }) => path)).toContain("shared/model/object-ref.ts");
    expect(registryHosts().length).toBeGreaterThan(2);
  });
});

describe("docs/dependencies.md", () => {
  const text = (path: string): string => houseFiles().find((file) => file.path === path)?.text ?? "";

  it("says of every package why it is here", () => {
    const { dependencies, devDependencies } = JSON.parse(text("package.json")) as Record<string, object>;
    const packages = Object.keys({ ...dependencies, ...devDependencies });
    const rows = text("docs/dependencies.md")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    const named = new Set(
      rows.flatMap((row) => (row.split("|")[1] ?? "").split(",").map((name) => name.trim())),
    );
    expect(packages.filter((name) => !named.has(name))).toEqual([]);
  });
});

describe("the house rules object to", () => {
  it.each([
    "shared/yaml/utils.ts",
    "functions/plan/helpers.ts",
    "infra/relay/common.ts",
    "shared/misc.ts",
    "functions/types.ts",
    "shared/model/index.ts",
    "shared/model/types.d.ts",
  ])("a file named %s", (path) => {
    expect(breaches(path, "")).toEqual([expect.stringContaining(`${path}: its name says no idea`)]);
  });

  it("a file of 301 lines of code, and counts no comments or blank lines", () => {
    const comments = "// why\n\n/**\n * what\n */\n".repeat(50);
    expect(breaches("infra/relay/apply.ts", "line();\n".repeat(300) + comments)).toEqual([]);
    expect(breaches("infra/relay/apply.ts", "line();\n".repeat(301) + comments)).toEqual([
      expect.stringContaining("301 lines of code"),
    ]);
  });

  it.each([
    `const room = await import("#functions/notify/message.ts");`,
    `const room = await import("../notify/message.ts");`,
    `const fs = require("node:fs");`,
    "const room = await import(name);",
  ])("a late import: %s", (line) => {
    expect(breaches("functions/plan/build.ts", line)).toEqual([expect.stringContaining(":1: ")]);
  });

  it.each([
    ["TO", "DO: later"],
    ["FIX", "ME"],
    ["XX", "X"],
    ["throw new Error('not ", "implemented')"],
  ])("work left open: %s…", (first, second) => {
    expect(breaches("docs/architecture.md", `fine\n// ${first}${second}`)).toEqual([
      expect.stringContaining("docs/architecture.md:2: "),
    ]);
  });

  it.each(["work", "tmp", "root"])("a path below /%s", (folder) => {
    expect(breaches("README.md", `cd /${folder}/plumbline`)).toHaveLength(1);
    expect(breaches("README.md", `cd "/${folder}/plumbline"`)).toHaveLength(1);
    expect(breaches("README.md", `https://example.com/${folder}/plumbline`)).toEqual([]);
  });

  it("a declaration that the compiler wrote beside its source", () => {
    const files = ["functions/plan/build.ts", "functions/plan/build.d.ts", "shared/platform.d.ts"];
    expect(
      houseRuleBreaches(
        files.map((path) => ({ path, text: "" })),
        [],
      ),
    ).toEqual([expect.stringContaining("functions/plan/build.d.ts: the compiler wrote this")]);
  });

  it("a registry's host, except in the lock file", () => {
    expect(breaches("README.md", "npm i --registry https://packages.example")).toHaveLength(1);
    expect(breaches("package-lock.json", "https://packages.example/a.tgz")).toEqual([]);
  });
});

describe("the house rules allow", () => {
  it("a late import of a file of the same room", () => {
    expect(breaches("infra/cli/main.ts", `const { get } = await import("./get.ts");`)).toEqual([]);
  });

  it("any name and length in tests", () => {
    expect(breaches("test/support/index.ts", "line();\n".repeat(301))).toEqual([]);
  });
});

function breaches(path: string, text: string): readonly string[] {
  return houseRuleBreaches([{ path, text }], ["packages.example"]);
}
