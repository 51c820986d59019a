import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "plumbline-ready-"));
  await mkdir(join(root, "test", "support"), { recursive: true });
  await copyFile(
    join(import.meta.dirname, "..", "support", "ready.mjs"),
    join(root, "test", "support", "ready.mjs"),
  );
  // Stands in for npm: writes down what it was asked.
  await writeFile(
    join(root, "npm-cli.js"),
    `require("node:fs").writeFileSync("asked", process.argv.slice(2).join(" ")); process.exit(Number(process.env.NPM_ENDS ?? 0));`,
  );
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const react = { version: "1.0.0", integrity: "sha512-a" };
const elsewhere = { version: "2.0.0", integrity: "sha512-b", optional: true, os: ["plan9"], cpu: ["vax"] };
const here = { ...elsewhere, os: process.platform, cpu: [process.arch] }; // packages write it either way
const notThere = { ...elsewhere, os: ["!plan9"], cpu: ["!vax"] };

type Packages = Readonly<Record<string, object>>;

async function lock(packages: Packages): Promise<void> {
  await writeFile(
    join(root, "package-lock.json"),
    JSON.stringify({ packages: { "": { name: "x" }, ...packages } }),
  );
}

async function install(packages: Packages): Promise<void> {
  for (const path of Object.keys(packages)) await mkdir(join(root, path), { recursive: true });
  await writeFile(join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
}

/** What npm was asked, or undefined when it was not. */
async function asked(): Promise<string | undefined> {
  return readFile(join(root, "asked"), "utf8").catch(() => undefined);
}

function ready(env: NodeJS.ProcessEnv = {}): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, [join(root, "test", "support", "ready.mjs")], {
    env: {
      ...process.env,
      npm_execpath: join(root, "npm-cli.js"),
      npm_node_execpath: process.execPath,
      ...env,
    },
    encoding: "utf8",
  });
}

describe("getting ready", () => {
  it("does nothing and says nothing when the packages are what the lock says", async () => {
    await lock({ "node_modules/react": react, "node_modules/elsewhere": elsewhere });
    await install({ "node_modules/react": react });
    expect(ready()).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(await asked()).toBeUndefined();
  });

  it("installs when nothing is", async () => {
    await lock({ "node_modules/react": react });
    expect(ready()).toMatchObject({
      status: 0,
      stdout: "",
      stderr: expect.stringContaining("running npm ci"),
    });
    expect(await asked()).toBe("ci --no-audit --no-fund --loglevel=error");
  });

  it.each([
    ["another version", { "node_modules/react": { ...react, version: "1.0.1" } }],
    ["other contents", { "node_modules/react": { ...react, integrity: "sha512-x" } }],
    ["one more package", { "node_modules/react": react, "node_modules/more": react }],
    ["the package for this machine", { "node_modules/react": react, "node_modules/here": here }],
    ["what all but another machine need", { "node_modules/react": react, "node_modules/here": notThere }],
  ])("installs when the lock asks for %s", async (_, packages) => {
    await lock(packages);
    await install({ "node_modules/react": react });
    ready();
    expect(await asked()).toBeDefined();
  });

  it("installs when a package was deleted by hand", async () => {
    await lock({ "node_modules/react": react });
    await install({ "node_modules/react": react });
    await rm(join(root, "node_modules", "react"), { recursive: true });
    ready();
    expect(await asked()).toBeDefined();
  });

  it("ends as npm ended", async () => {
    await lock({ "node_modules/react": react });
    expect(ready({ NPM_ENDS: "5" }).status).toBe(5);
  });
});
