/*
 * Run by npm before `start`, `test` and `bench`, so that a fresh clone needs no step before them: installs the
 * packages when they are not what package-lock.json says. Plain JavaScript with nothing to import, because it
 * runs before there is anything, on whatever Node the machine has (20 or later).
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Why the packages must be installed, or undefined when they are what the lock says. */
function staleness() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  // npm writes this file last, so an install that was cut short has none.
  const present = packagesIn(join(root, "node_modules", ".package-lock.json"));
  if (!wanted) return undefined;
  if (!present) return "packages are not installed yet";
  // Contents, not times: git gives package-lock.json a new time whenever it switches branches.
  for (const [path, locked] of Object.entries(wanted)) {
    const installed = existsSync(join(root, path)) ? present[path] : undefined;
    if (installed ? !same(installed, locked) : path !== "" && belongsHere(locked))
      return `${path.replace(/^.*node_modules\//, "")} is not what package-lock.json says`;
  }
  return undefined;
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

function same(installed, locked) {
  return installed.version === locked.version && installed.integrity === locked.integrity;
}

/** npm leaves out optional packages made for other machines. Which C library counts, we leave to npm. */
function belongsHere({ optional, devOptional, os, cpu, libc }) {
  if (!optional && !devOptional) return true;
  return !libc && Boolean(os) && Boolean(cpu) && allows(os, process.platform) && allows(cpu, process.arch);
}

/** `os` and `cpu` are one name or many, and `!` before a name shuts it out. */
function allows(names, here) {
  const list = [names].flat();
  if (list.includes(`!${here}`)) return false;
  return list.includes(here) || list.every((name) => name.startsWith("!"));
}

function install() {
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  // Its warnings are of packages that the Node which comes with them runs: whoever begins with Node 20 need not care.
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  // Everything goes to stderr: what follows may print JSON for a program.
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  // When npm runs us it says where it is; another package manager would say where that one is.
  const { status, error } = npm?.endsWith("npm-cli.js")
    ? spawnSync(node, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (error) console.error(`npm could not be started: ${error.message}`);
  return status ?? 1;
}

const reason = staleness();
if (reason) {
  console.error(`${reason}: running npm ci …`);
  process.exitCode = install();
}
