import type { Failure, Result } from "#shared/model/failure.ts";
import type { ParseFile } from "#shared/yaml/parse-file.ts";

import { findKustomization } from "./find-kustomization.ts";
import type { Entry, Kustomization } from "./kustomization.ts";
import type { WatchedFiles } from "./read-set.ts";
import { isRemote, isUrl } from "./remote-resource.ts";
import { isWithin, pathFrom } from "./repo-path.ts";
import { idOf, printedId, resourceOf, type Resource } from "./resource.ts";
import type { Transformer } from "./transformer.ts";

/** What every kustomization of one build works with. */
export type Workshop = {
  readonly files: WatchedFiles;
  readonly parse: ParseFile;
  /** What a kustomization does to the resources that it has gathered, in order. */
  readonly steps: (kustomization: Kustomization) => readonly Transformer[];
  /** Everything that was wrong, everywhere. */
  readonly failures: Failure[];
};

/** Kustomizations that are being built, from the root down. */
type Trail = readonly Kustomization[];

/**
 * The resources of a kustomization and of those below it, each changed by every kustomization that it passes on
 * its way up. What fails is noted and left out, so that one build tells everything that is wrong.
 * Upstream: api/internal/target/kusttarget.go `accumulateTarget`
 */
export function accumulate(
  shop: Workshop,
  kustomization: Kustomization,
  above: Trail = [],
): readonly Resource[] {
  const before = shop.failures.length;
  const trail = [...above, kustomization];
  let resources: readonly Resource[] = kustomization.resources.flatMap((entry) =>
    resourcesOf(shop, entry, trail),
  );
  refuseDoubles(shop, resources);
  for (const step of shop.steps(kustomization)) {
    if (shop.failures.length > before) break;
    resources = taken(shop, step(resources)) ?? resources;
  }
  return resources;
}

function taken<T>({ failures }: Workshop, result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  failures.push(...result.failures);
  return undefined;
}

function resourcesOf(shop: Workshop, entry: Entry, trail: Trail): readonly Resource[] {
  const refuse = (failure: Omit<Failure, "subject">): readonly Resource[] => {
    shop.failures.push({ ...failure, subject: entry.origin });
    return [];
  };
  if (isUrl(entry.text)) return refuse(remote(entry.text));
  const path = pathFrom(trail.at(-1)?.folder ?? "", entry.text);
  if (path === undefined) return refuse(outside(entry.text));

  const bytes = path === "" ? undefined : shop.files.readIfFile(path);
  if (bytes !== undefined) {
    const parsed = taken(shop, shop.parse(path, bytes)) ?? [];
    return parsed.map(({ manifest, line }) => resourceOf(manifest, `${path}:${line}`));
  }
  if (isRemote(entry.text)) return refuse(remote(entry.text));
  const visited = trail.find(({ folder }) => isWithin(path, folder));
  if (visited !== undefined) return refuse(cycle(entry.text, visited.folder));

  const found = findKustomization(shop.files, path);
  if (found === undefined)
    return refuse(
      shop.files.list(path) === undefined ? missing(entry.text, path) : noKustomization(entry.text, path),
    );
  const kustomization = taken(shop, found);
  if (kustomization === undefined) return [];
  if (kustomization.kind === "Component") return refuse(component(entry.text));
  return accumulate(shop, kustomization, trail);
}

/** Upstream: api/resmap/reswrangler.go `Append` */
function refuseDoubles({ failures }: Workshop, resources: readonly Resource[]): void {
  const firstById = new Map<string, Resource>();
  for (const resource of resources) {
    const id = idOf(resource);
    const first = firstById.get(id);
    if (first === undefined) firstById.set(id, resource);
    else
      failures.push({
        code: "build/duplicate-object",
        subject: resource.origin,
        message: `may not add resource with an already registered id: ${printedId(resource.manifest)}, declared at ${first.origin}`,
        remedy: "Declare it once",
      });
  }
}

type Refusal = Omit<Failure, "subject">;

function remote(text: string): Refusal {
  return {
    code: "build/remote-resource",
    message: `names the remote resource ${text}`,
    remedy: "Commit a copy of it to this repository: a build reads nothing else",
  };
}

function outside(text: string): Refusal {
  return {
    code: "build/path-escapes",
    message: `names ${text}, which lies outside the repository`,
    remedy: "Use a path that stays inside it, relative to this file",
  };
}

function missing(text: string, path: string): Refusal {
  return {
    code: "build/resource-missing",
    message: `accumulating resources from '${text}': no such file or directory: ${path}`,
    remedy: "Correct the path, or commit the file",
  };
}

function noKustomization(text: string, path: string): Refusal {
  return {
    code: "build/kustomization-missing",
    message: `names the folder ${text}, but unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${path}'`,
    remedy: "Add a kustomization.yaml there, or list its files one by one",
  };
}

function cycle(text: string, visited: string): Refusal {
  return {
    code: "build/cycle",
    message: `names ${text}: cycle detected: candidate root '${text}' contains visited root '${visited}'`,
    remedy: "Take it out: it would build itself",
  };
}

function component(text: string): Refusal {
  return {
    code: "build/component-as-resource",
    message: `lists ${text} under resources: expected kind != 'Component' for path '${text}'`,
    remedy: "List it under components",
  };
}
