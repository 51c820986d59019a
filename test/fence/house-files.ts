import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { HouseFile } from "./house-rules.ts";

const root = resolve(import.meta.dirname, "..", "..");

/** Every text file that Git keeps or would keep of this project. */
export function houseFiles(): readonly HouseFile[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
    .filter(({ text }) => !text.includes("\0"));
}

/** The hosts that packages come from: everybody's, and this machine's own. */
export function registryHosts(): readonly string[] {
  const everybodys = [
    ["registry", "npmjs", "org"],
    ["registry", "yarnpkg", "com"],
    ["proxy", "golang", "org"],
  ];
  const ours = [npmRegistry(), ...(process.env["GOPROXY"] ?? "").split(/[,|]/)];
  return [
    ...everybodys.map((parts) => parts.join(".")),
    ...ours.filter((url) => URL.canParse(url)).map((url) => new URL(url).host),
  ].filter((host) => host !== "");
}

function npmRegistry(): string {
  const asked = execFileSync("npm", ["config", "get", "registry"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return asked.trim();
}
