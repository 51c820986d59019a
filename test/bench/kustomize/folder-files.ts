import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "#shared/kustomize/files.ts";

/** What a build may read of a folder on disk, read when it is asked for. What was read once is not read again. */
export function folderFiles(root: string): Files & { readonly forget: (path: string) => void } {
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
    forget: (path) => bytesBy.delete(path),
  };
}
