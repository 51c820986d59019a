import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { aloneIn } from "#test/support/go-programs/alone-in.ts";
import { elapsed, goBuild } from "#test/support/go-programs/go-build.ts";
import { goVersion } from "#test/support/go-programs/go-version.ts";

export type GiteaProgram = {
  readonly binary: string;
  /** Its templates and word lists, which a build without its web pages does not carry inside. */
  readonly staticRoot: string;
};

type ProgramOptions = { readonly log: (line: string) => void; readonly env?: NodeJS.ProcessEnv };

const gitea = "code.gitea.io/gitea";
const moduleFolder = import.meta.dirname;
const flags = ["-trimpath", "-tags", "sqlite sqlite_unlock_notify", "-ldflags", "-s -w"] as const;

/** Gitea from our cache, built there when absent: minutes, once. Needs Go and, for its SQLite, a C compiler. */
export async function giteaProgram({ log, env = process.env }: ProgramOptions): Promise<GiteaProgram> {
  const go = await goVersion(moduleFolder, env);
  if ("complaint" in go)
    throw new Error(
      `The forge (Gitea) cannot be built: ${go.complaint}. Install Go 1.26 or later (https://go.dev/dl)`,
    );
  const digest = createHash("sha256")
    .update(await readFile(join(moduleFolder, "go.mod")))
    .update(flags.join("\n"))
    .update(go.version)
    .digest("hex");
  const caches = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = join(caches, "plumbline", "forge", digest.slice(0, 12));
  const binary = join(folder, process.platform === "win32" ? "gitea.exe" : "gitea");
  if (!existsSync(binary)) await build(binary, { folder, log, env });
  return { binary, staticRoot: await moduleSources(env) };
}

type Build = {
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
};

async function build(binary: string, { folder, log, env }: Build): Promise<void> {
  await mkdir(folder, { recursive: true });
  await aloneIn(folder, { log, making: "the forge" }, async () => {
    if (existsSync(binary)) return; // who held the folder before us built it
    const started = Date.now();
    log("building gitea (once; 3 to 6 minutes) …");
    // Without cgo the build succeeds and the program then says that it was made without SQLite.
    const withC = { ...env, CGO_ENABLED: "1" };
    await goBuild({ module: moduleFolder, package: gitea, flags, output: binary, env: withC });
    log(`built gitea in ${elapsed(started)}, kept in ${folder}`);
  });
}

/** Gitea's sources in the module cache; fetched again where the cache was emptied after the build. */
async function moduleSources(env: NodeJS.ProcessEnv): Promise<string> {
  const args = ["mod", "download", "-json", gitea];
  const { stdout } = await promisify(execFile)("go", args, { cwd: moduleFolder, env });
  const { Dir }: { readonly Dir?: string } = JSON.parse(stdout);
  if (Dir === undefined) throw new Error(`go ${args.join(" ")} named no folder: ${stdout}`);
  return Dir;
}
