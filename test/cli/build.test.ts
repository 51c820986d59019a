import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configMap, ended, folderWith, house, npmRunPlumb, plumb } from "./plumb.ts";

describe("plumb build", () => {
  it("prints what a folder declares, and nothing else", async () => {
    const cwd = await folderWith({
      "app/kustomization.yaml": "namePrefix: p-\nresources: [a.yaml]\n",
      "app/a.yaml": "kind: ConfigMap\napiVersion: v1\ndata: {on: 'yes', n: \"1.10\"}\nmetadata: {name: a}\n",
    });
    expect(await plumb(["build", "app"], { cwd })).toEqual({
      code: 0,
      stdout:
        'apiVersion: v1\ndata:\n  "n": "1.10"\n  "on": "yes"\nkind: ConfigMap\nmetadata:\n  name: p-a\n',
      stderr: "",
    });
  });

  it("builds where it is called when no folder is named", async () => {
    const cwd = await folderWith({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": configMap("a") });
    expect(await plumb(["build"], { cwd })).toMatchObject({ code: 0, stdout: configMap("a") });
  });

  it("takes a folder as seen from where npm was called", async () => {
    const cwd = await folderWith({
      "app/kustomization.yaml": "resources: [a.yaml]\n",
      "app/a.yaml": configMap("a"),
    });
    expect(await npmRunPlumb(["build", "app"], { cwd })).toEqual({
      code: 0,
      stdout: configMap("a"),
      stderr: "",
    });
  });

  it("does not mind what npm says of another script", async () => {
    const cwd = await folderWith({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": configMap("a") });
    const env = { npm_lifecycle_event: "deploy", INIT_CWD: house };
    expect(await plumb(["build"], { cwd, env })).toMatchObject({ code: 0 });
  });

  it("reads bases above the folder, and through links", async () => {
    const cwd = await folderWith({
      "clusters/east/app/kustomization.yaml": "resources: [../../../base, linked]\n",
      "base/kustomization.yaml": "resources: [a.yaml]\n",
      "base/a.yaml": configMap("a"),
      "other/kustomization.yaml": "resources: [b.yaml]\n",
      "other/b.yaml": configMap("b"),
    });
    await symlink(join(cwd, "other"), join(cwd, "clusters/east/app/linked"));
    const free = ["--load-restrictor", "LoadRestrictionsNone"];
    expect(await plumb(["build", "clusters/east/app", ...free], { cwd })).toMatchObject({
      code: 0,
      stdout: `${configMap("a")}---\n${configMap("b")}`,
    });
  });

  it("sorts as kustomize does, or not when told", async () => {
    const [pod, namespace] = ["Pod", "Namespace"].map(
      (kind) => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\n`,
    );
    const cwd = await folderWith({
      "kustomization.yaml": "resources: [a.yaml]\n",
      "a.yaml": `${pod}---\n${namespace}`,
    });
    expect((await plumb(["build"], { cwd })).stdout).toBe(`${namespace}---\n${pod}`);
    expect((await plumb(["build", "--reorder", "none"], { cwd })).stdout).toBe(`${pod}---\n${namespace}`);
  });

  it.each([
    ["the flag", ["--enable-managedby-label"], {}],
    ["the environment", [], { KUSTOMIZE_ENABLE_MANAGEDBY_LABEL: "on" }],
  ])("labels what it built when %s asks for it", async (_, flags, env) => {
    const cwd = await folderWith({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": configMap("a") });
    const { stdout } = await plumb(["build", ...flags], { cwd, env });
    expect(stdout).toContain("    app.kubernetes.io/managed-by: kustomize-v5.8.1\n");
  });

  it("keeps warnings out of what is printed", async () => {
    const cwd = await folderWith({
      "kustomization.yaml": "bases: [base]\n",
      "base/kustomization.yaml": "resources: [a.yaml]\n",
      "base/a.yaml": configMap("a"),
    });
    const { code, stdout, stderr } = await plumb(["build"], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: configMap("a") });
    expect(stderr).toContain("'bases' is deprecated");
  });

  it("ends quietly when nobody reads on", async () => {
    const names = Array.from({ length: 2_000 }, (_, n) => configMap(`a${n}`));
    const cwd = await folderWith({
      "kustomization.yaml": "resources: [a.yaml]\n",
      "a.yaml": names.join("---\n"),
    });
    const command = `"${process.execPath}" "${join(house, "infra/cli/main.ts")}" build | head -n 1`;
    expect(await ended("sh", ["-c", command], { cwd })).toEqual({
      code: 0,
      stdout: "apiVersion: v1\n",
      stderr: "",
    });
  });
});

describe("plumb build -o", () => {
  const files = {
    "kustomization.yaml": "resources: [a.yaml]\n",
    "a.yaml": `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: east\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: east\n---\n${configMap("b")}`,
  };

  it("writes one file", async () => {
    const cwd = await folderWith(files);
    expect(await plumb(["build", "-o", "out.yaml"], { cwd })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await readFile(join(cwd, "out.yaml"), "utf8")).toContain("---\napiVersion: v1\nkind: ConfigMap\n");
  });

  it("writes a file for each object when it names a folder, called as kustomize calls them", async () => {
    const cwd = await folderWith(files);
    await mkdir(join(cwd, "out"));
    expect(await plumb(["build", "--output", "out"], { cwd })).toMatchObject({ code: 0, stdout: "" });
    expect((await readdir(join(cwd, "out"))).sort()).toEqual([
      "default_v1_configmap_b.yaml",
      "east_apps_v1_deployment_web.yaml",
      "v1_namespace_east.yaml",
    ]);
    expect(await readFile(join(cwd, "out/default_v1_configmap_b.yaml"), "utf8")).toBe(configMap("b"));
  });

  it("says so when it cannot write", async () => {
    const cwd = await folderWith(files);
    const { code, stderr } = await plumb(["build", "-o", "gone/out.yaml"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: gone\/out\.yaml: cannot be written: ENOENT/);
  });
});

describe("a build that fails", () => {
  it("tells everything that is wrong, a line each, with the file as seen from here", async () => {
    const cwd = await folderWith({
      "app/kustomization.yaml": "resources:\n- a.yaml\n- b.yaml\n",
      "app/a.yaml": "apiVersion: v1\nkind: ConfigMap\n",
      "app/b.yaml": "x: [\n",
    });
    const { code, stdout, stderr } = await plumb(["build", "app"], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^Error: app\/a\.yaml:1: has no metadata/);
    expect(lines[1]).toMatch(/^app\/b\.yaml:2: is not YAML here/);
  });

  it.each([
    ["gone", "gone: must build at directory: not a valid directory: no such file or directory"],
    ["a.yaml", "a.yaml: must build at directory: file is not directory"],
    [
      "empty",
      "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory",
    ],
  ])("because of where it was pointed: %s", async (folder, message) => {
    const cwd = await folderWith({ "a.yaml": configMap("a"), "empty/notes.txt": "" });
    const { code, stderr } = await plumb(["build", folder], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  it("keeps files in the folder that names them, as kustomize does unless told", async () => {
    const cwd = await folderWith({
      "app/kustomization.yaml": "resources: [../a.yaml]\n",
      "a.yaml": configMap("a"),
    });
    const refused = await plumb(["build", "app"], { cwd });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("is not in or below");
    const free = await plumb(["build", "app", "--load-restrictor", "LoadRestrictionsNone"], { cwd });
    expect(free).toMatchObject({ code: 0, stdout: configMap("a") });
  });
});

describe("a command that is not understood", () => {
  it.each([
    ["an option that there is not", ["build", "--nope"], "unknown option '--nope'"],
    ["two folders", ["build", "a", "b"], "too many arguments"],
    ["a value that there is not", ["build", "--reorder", "up"], "Allowed choices are none, legacy"],
    [
      "a restriction that there is not",
      ["build", "--load-restrictor=x"],
      "Allowed choices are LoadRestrictions",
    ],
    ["a command that there is not", ["biuld"], "unknown command 'biuld'"],
    ["no command", [], ""],
  ])("ends in 2 and says how it goes: %s", async (_, args, message) => {
    const { code, stdout, stderr } = await plumb(args, { cwd: house });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: plumb");
  });

  it("is explained when asked", async () => {
    const { code, stdout, stderr } = await plumb(["build", "-h"], { cwd: house });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("--load-restrictor <restriction>");
  });
});
