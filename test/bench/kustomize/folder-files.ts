import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "#shared/kustomize/files.ts";

/** A folder on disk, each of its files read when it is first asked for, and what a commit changes in it. */
export type FolderFiles = Files & { readonly change: (path: string, text: string) => void };

export function folderFiles(root: string): FolderFiles {
  const bytesBy = new Map<string, Uint8Array>();
  return {
    read: (path) => {
      const known = bytesBy.get(path);
      if (known !== undefined) return known;
      const file = join(root, path);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
      const bytes = readFileSync(file);
      bytesBy.set(path, bytes);
      return bytes;
    },
    list: (path) => {
      const folder = join(root, path);
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
      return readdirSync(folder, { withFileTypes: true })
        .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
        .sort();
    },
    change: (path, text) => bytesBy.set(path, new TextEncoder().encode(text)),
  };
}
