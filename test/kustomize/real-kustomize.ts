import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadAll } from "js-yaml";
import type { Tree } from "./tree.ts";

export type Answer =
  | { readonly ok: true; readonly manifests: readonly unknown[] }
  | { readonly ok: false; readonly error: string };

/** What the real kustomize makes of a tree, with the load restrictions that Flux has: none inside the repository. */
export async function realKustomize(binary: string, tree: Tree, path: string): Promise<Answer> {
  const root = await mkdtemp(join(tmpdir(), "kustomize-oracle-"));
  try {
    for (const [file, text] of Object.entries(tree)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    const flags = [
      "build",
      "--reorder",
      "none",
      "--load-restrictor",
      "LoadRestrictionsNone",
      join(root, path),
    ];
    return await new Promise((resolve) => {
      execFile(binary, flags, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        if (error) resolve({ ok: false, error: stderr });
        else resolve({ ok: true, manifests: loadAll(stdout).filter((manifest) => manifest !== null) });
      });
    });
  } finally {
    await rm(root, { recursive: true });
  }
}
