import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { aloneIn } from "#test/support/go-programs/alone-in.ts";
import { goBuild } from "#test/support/go-programs/go-build.ts";
import { goVersion } from "#test/support/go-programs/go-version.ts";

const moduleFolder = import.meta.dirname;
const flags = ["-trimpath", "-ldflags", "-s -w"] as const;
const { env } = process;

/** The Git host behind SSH as a program, from our cache; built there when absent, in seconds. */
export async function sshHostProgram(): Promise<string> {
  const go = await goVersion(moduleFolder, env);
  if ("complaint" in go)
    throw new Error(
      `The SSH host cannot be built: ${go.complaint}. Install Go 1.26 or later (https://go.dev/dl)`,
    );
  const digest = createHash("sha256")
    .update(await readFile(join(moduleFolder, "go.mod")))
    .update(await readFile(join(moduleFolder, "main.go")))
    .update(flags.join("\n"))
    .update(go.version)
    .digest("hex");
  const caches = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = join(caches, "plumbline", "ssh-host", digest.slice(0, 12));
  const binary = join(folder, process.platform === "win32" ? "ssh-host.exe" : "ssh-host");
  if (existsSync(binary)) return binary;
  await mkdir(folder, { recursive: true });
  await aloneIn(folder, { log: console.error, making: "the SSH host" }, async () => {
    if (existsSync(binary)) return; // who held the folder before us built it
    await goBuild({ module: moduleFolder, package: ".", flags, output: binary, env });
  });
  return binary;
}
