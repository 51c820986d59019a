import { failed, type Result } from "#shared/model/failure.ts";

import type { Kustomization } from "./kustomization.ts";
import type { Loading } from "./load-file.ts";
import { readKustomization } from "./read-kustomization.ts";
import { replacementFiles } from "./replace/replacement-files.ts";
import { folderName, pathFrom } from "./repo-path.ts";
import { recalled, type Workshop } from "./workshop.ts";

/** Upstream: api/konfig/general.go `RecognizedKustomizationFileNames` */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** The kustomization in a folder, or undefined when none of its names is there. */
export function findKustomization(
  shop: Pick<Workshop, "loading" | "memory">,
  folder: string,
): Result<Kustomization> | undefined {
  return recalled(shop, { what: `the kustomization in ${folder}` }, (loading) =>
    kustomizationIn(loading, folder),
  );
}

function kustomizationIn(loading: Loading, folder: string): Result<Kustomization> | undefined {
  const found = kustomizationNames.flatMap((name) => {
    const path = pathFrom(folder, name) ?? name;
    const bytes = loading.files.probe(path);
    return bytes === undefined ? [] : [{ path, bytes }];
  });
  const [only, ...others] = found;
  if (only === undefined) return undefined;
  if (others.length === 0)
    return readKustomization(only.bytes, {
      path: only.path,
      folder,
      read: replacementFiles(loading, folder),
    });
  const subject = folderName(folder);
  return failed({
    code: "build/kustomization-ambiguous",
    subject,
    message: `Found multiple kustomization files under: ${subject}`,
    remedy: `Keep one of ${found.map(({ path }) => path).join(", ")}`,
  });
}

/** Where a kustomization was expected. Upstream: api/internal/target/errmissingkustomization.go */
export function kustomizationMissing(folder: string): { code: string; message: string; remedy: string } {
  return {
    code: "build/kustomization-missing",
    message: `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folderName(folder)}'`,
    remedy: "Add a kustomization.yaml there, or list its files one by one",
  };
}
