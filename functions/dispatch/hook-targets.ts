import { isJsonObject, type Json } from "#shared/model/json.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import type { MirroredKind, Resource } from "#shared/wire/mirror.ts";
import type { MirrorStore } from "./mirror-store.ts";

/** What a Receiver wakes, as far as it is in the cluster. */
export type HookTargets = {
  /** The repositories of its GitRepositories, each once. */
  readonly repositories: readonly string[];
  readonly kustomizations: readonly Resource[];
  /** Other kinds that it names: nothing is done for those yet. */
  readonly notYet: readonly string[];
};

type Mirror = Pick<MirrorStore, "all" | "named">;

/** Everything that a Receiver's spec.resources names; what is suspended sleeps on. */
export function targetsOf({ namespace, spec }: Resource, mirror: Mirror): HookTargets {
  const repositories = new Set<string>();
  const kustomizations = new Map<string, Resource>();
  const notYet = new Set<string>();
  const resources: Json = spec["resources"] ?? [];
  for (const entry of Array.isArray(resources) ? resources : []) {
    if (!isJsonObject(entry)) continue;
    const { kind } = entry;
    if (kind !== "GitRepository" && kind !== "Kustomization") {
      notYet.add(textOf(kind));
      continue;
    }
    for (const resource of meantBy(entry, { kind, namespace, mirror })) {
      if (resource.deleting || resource.spec["suspend"] === true) continue;
      if (kind === "Kustomization") kustomizations.set(resource.uid, resource);
      else for (const repository of repositoryOf(resource)) repositories.add(repository);
    }
  }
  return {
    repositories: [...repositories],
    kustomizations: [...kustomizations.values()],
    notYet: [...notYet],
  };
}

type Meaning = { readonly kind: MirroredKind; readonly namespace: string; readonly mirror: Mirror };

function meantBy(entry: { readonly [key: string]: Json }, { kind, namespace, mirror }: Meaning): Resource[] {
  const name = textOf(entry["name"]);
  const where = textOf(entry["namespace"]) || namespace;
  if (name !== "*") {
    const found = mirror.named(kind, where, name);
    return found ? [found] : [];
  }
  // Upstream refuses `*` without labels: notifyDynamicResources
  const labels = entry["matchLabels"];
  if (!isJsonObject(labels)) return [];
  const wanted = Object.entries(labels);
  return mirror
    .all(kind)
    .filter(
      (one) => one.namespace === where && wanted.every(([label, value]) => one.labels[label] === value),
    );
}

function repositoryOf({ spec }: Resource): string[] {
  const repository = canonicalRepository(textOf(spec["url"]));
  return repository === undefined ? [] : [repository];
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/**
 * Those of a Receiver's repositories that a push to `told` is of. A host may be known here by another name than it
 * calls itself, so the path decides; where none fits, it may be any of them.
 */
export function pushedAmong(repositories: readonly string[], told: string | undefined): readonly string[] {
  if (told === undefined) return repositories;
  const fitting = repositories.filter((one) => pathOf(one) === pathOf(told));
  return fitting.length > 0 ? fitting : repositories;
}

function pathOf(repository: string): string {
  return repository.slice(repository.indexOf("/"));
}
