import { failed, type Result } from "#shared/model/failure.ts";

import type { Kustomization } from "./kustomization.ts";
import type { WatchedFiles } from "./read-set.ts";
import { readKustomization } from "./read-kustomization.ts";
import { folderName, pathFrom } from "./repo-path.ts";

/** Upstream: api/konfig/general.go `RecognizedKustomizationFileNames` */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** The kustomization in a folder, or undefined when none of its names is there. */
export function findKustomization(files: WatchedFiles, folder: string): Result<Kustomization> | undefined {
  const found = kustomizationNames.flatMap((name) => {
    const path = pathFrom(folder, name) ?? name;
    const bytes = files.probe(path);
    return bytes === undefined ? [] : [{ path, bytes }];
  });
  const [only, ...others] = found;
  if (only === undefined) return undefined;
  if (others.length === 0) return readKustomization(only.bytes, { path: only.path, folder });
  const subject = folderName(folder);
  return failed({
    code: "build/kustomization-ambiguous",
    subject,
    message: `Found multiple kustomization files under: ${subject}`,
    remedy: `Keep one of ${found.map(({ path }) => path).join(", ")}`,
  });
}
