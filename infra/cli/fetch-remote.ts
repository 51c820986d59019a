import { execFile } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { RemoteAnswer, RemoteRequest } from "#shared/kustomize/remote-request.ts";

import { folderFiles } from "./folder-files.ts";

/** Upstream: api/internal/git/repospec.go, which waits as long. */
const patience = 27_000;
const largestFile = 64 * 1024 * 1024;

export type Fetched = { readonly answer: RemoteAnswer; readonly cleanUp: () => Promise<void> };

export async function fetchRemote(request: RemoteRequest): Promise<Fetched> {
  if (request.type === "repository") return fetchRepository(request.url, request.ref);
  return { answer: await fetchFile(request.url), cleanUp: async () => {} };
}

async function fetchFile(url: string): Promise<RemoteAnswer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
    if (!response.ok) return refused(`it answers ${response.status} ${response.statusText}`.trimEnd());
    const bytes: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > largestFile) return refused("it is larger than 64 MB");
      bytes.push(chunk);
    }
    return { type: "file", bytes: Buffer.concat(bytes) };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

/** The commit alone, as kustomize does. Upstream: api/internal/git/cloner.go */
async function fetchRepository(url: string, ref: string): Promise<Fetched> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "plumb-")));
  const cleanUp = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await git(folder, "init", "--quiet");
    await git(folder, "fetch", "--quiet", "--depth=1", "--end-of-options", url, ref || "HEAD");
    await git(folder, "checkout", "--quiet", "FETCH_HEAD");
    await git(folder, "submodule", "--quiet", "update", "--init", "--recursive");
    return { answer: { type: "repository", files: folderFiles(folder, { confined: true }) }, cleanUp };
  } catch (error) {
    await cleanUp();
    return { answer: refused(reasonOf(error)), cleanUp: async () => {} };
  }
}

async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
  await promisify(execFile)("git", args, { cwd: folder, env, timeout: patience });
}

function refused(message: string): RemoteAnswer {
  return { type: "refused", message, remedy: "Check its address, or commit a copy to this repository" };
}

/** git tells on stderr what was wrong; fetch hides it in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = "stderr" in error ? String(error.stderr).trim() : "";
  if (stderr !== "") return stderr;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
