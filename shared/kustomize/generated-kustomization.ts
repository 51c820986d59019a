import { emptyKustomization, type Entry, type Kustomization } from "./kustomization.ts";
import { kustomizationNames } from "./find-kustomization.ts";
import type { WatchedFiles } from "./read-set.ts";
import { folderName, pathFrom } from "./repo-path.ts";

/**
 * What Flux builds where there is no kustomization file: every .yaml and .yml below the folder in the order of
 * their names, a folder that has a kustomization file taken as one. Undefined when there is no such folder.
 * Names that begin with a dot are no exception; what a source ignores is left out before it gets here.
 * Upstream: fluxcd/pkg kustomize/kustomize_generator.go `scanManifests`
 */
export function generatedKustomization(files: WatchedFiles, folder: string): Kustomization | undefined {
  const names = files.list(folder);
  if (names === undefined) return undefined;
  const origin = folderName(folder);
  return {
    ...emptyKustomization(pathFrom(folder, kustomizationNames[0]) ?? origin, folder),
    resources: resourcesIn(files, folder, { names, below: "" }).map((text): Entry => ({ text, origin })),
  };
}

/** `below` is the way from the folder that is built to the one whose names these are. */
type Listing = { readonly names: readonly string[]; readonly below: string };

function resourcesIn(files: WatchedFiles, folder: string, { names, below }: Listing): readonly string[] {
  return [...names].sort(byName).flatMap((name) => {
    if (!name.endsWith("/")) return /\.ya?ml$/.test(name) ? [below + name] : [];
    const inner = pathFrom(folder, below + name) ?? name;
    if (kustomizationNames.some((file) => files.probe(`${inner}/${file}`) !== undefined))
      return [below + name];
    return resourcesIn(files, folder, { names: files.list(inner) ?? [], below: below + name });
  });
}

/** As Go's filepath.Walk: by name, where a folder's slash is no part of it. */
function byName(one: string, other: string): number {
  const [a, b] = [one.replace(/\/$/, ""), other.replace(/\/$/, "")];
  return a < b ? -1 : a > b ? 1 : 0;
}
