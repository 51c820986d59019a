import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { aloneIn } from "./alone-in.ts";
import { goBuild } from "./go-build.ts";
import { goVersion } from "./go-version.ts";

type Program = {
  /** Of the program, and of its folder in our cache. */
  readonly name: string;
  /** The folder of its go.mod and main.go, of which it is made. */
  readonly module: string;
  /** How messages call it. */
  readonly called: string;
};

const flags = ["-trimpath", "-ldflags", "-s -w"] as const;
const { env } = process;

/** A small program in Go, from our cache; built there when absent, in a minute at most. */
export async function cachedProgram({ name, module, called }: Program): Promise<string> {
  const go = await goVersion(module, env);
  if ("complaint" in go)
    throw new Error(
      `${called} cannot be built: ${go.complaint}. Install Go 1.26 or later (https://go.dev/dl)`,
    );
  const digest = createHash("sha256")
    .update(await readFile(join(module, "go.mod")))
    .update(await readFile(join(module, "main.go")))
    .update(flags.join("\n"))
    .update(go.version)
    .digest("hex");
  const caches = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = join(caches, "plumbline", name, digest.slice(0, 12));
  const binary = join(folder, process.platform === "win32" ? `${name}.exe` : name);
  if (existsSync(binary)) return binary;
  await mkdir(folder, { recursive: true });
  await aloneIn(folder, { log: console.error, making: called }, async () => {
    if (existsSync(binary)) return; // who held the folder before us built it
    await goBuild({ module, package: ".", flags, output: binary, env });
  });
  return binary;
}
