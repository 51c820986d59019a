import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadAll } from "js-yaml";
import type { Tree } from "./tree.ts";

type Answer =
  | { readonly ok: true; readonly manifests: readonly unknown[] }
  | { readonly ok: false; readonly error: string };

/** What the real kustomize makes of a tree, with the load restrictions that Flux has: none inside the repository. */
export async function realKustomize(binary: string, tree: Tree, path: string): Promise<Answer> {
  const flags = ["--reorder", "none", "--load-restrictor", "LoadRestrictionsNone"];
  const answer = await kustomizeCommand(binary, { files: tree, path, flags });
  if ("error" in answer) return { ok: false, error: answer.error };
  return { ok: true, manifests: loadAll(answer.yaml).filter((manifest) => manifest !== null) };
}

type Run = {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly path: string;
  readonly flags: readonly string[];
};

/** `kustomize build` in a folder of its own: what it prints, or what it complains about. */
export async function kustomizeCommand(
  binary: string,
  { files, path, flags }: Run,
): Promise<{ readonly yaml: string } | { readonly error: string }> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "kustomize-oracle-")));
  try {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), content);
    }
    return await new Promise((resolve) => {
      const args = ["build", ...flags, join(root, path)];
      execFile(binary, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        resolve(error ? { error: stderr } : { yaml: stdout });
      });
    });
  } finally {
    await rm(root, { recursive: true });
  }
}
