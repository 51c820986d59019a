import type { Failure } from "#shared/model/failure.ts";

import { emptyConfig, mergedConfig, type TransformerConfig } from "./config/transformer-config.ts";
import { idOf, printedId, type Resource } from "./resource.ts";
import type { Var } from "./vars/var.ts";
import type { Workshop } from "./workshop.ts";

/** What a kustomization and those below it have gathered. Upstream: api/internal/accumulator/resaccumulator.go */
export type Accumulated = {
  readonly resources: readonly Resource[];
  readonly config: TransformerConfig;
  readonly vars: readonly Var[];
};

export const nothing: Accumulated = { resources: [], config: emptyConfig, vars: [] };

/** Upstream: api/resmap/reswrangler.go `AppendAll` */
export function added(
  { failures }: Pick<Workshop, "failures">,
  there: readonly Resource[],
  more: readonly Resource[],
): readonly Resource[] {
  if (there.length === 0 && more.length < 2) return more;
  const firstById = new Map<string, Resource>();
  for (const resource of there) firstById.set(idOf(resource), resource);
  for (const resource of more) {
    const id = idOf(resource);
    const first = firstById.get(id);
    if (first === undefined) firstById.set(id, resource);
    else failures.push(doubled(resource, first));
  }
  return [...there, ...more];
}

function doubled({ manifest, origin }: Resource, first: Resource): Failure {
  return {
    code: "build/duplicate-object",
    subject: origin,
    message: `may not add resource with an already registered id: ${printedId(manifest)}, declared at ${first.origin}`,
    remedy: "Declare it once",
  };
}

export function withConfig(
  { failures }: Pick<Workshop, "failures">,
  there: TransformerConfig,
  more: TransformerConfig,
): TransformerConfig {
  const merged = mergedConfig(there, more);
  if ("config" in merged) return merged.config;
  failures.push({
    code: "build/field-conflict",
    subject: "configurations",
    message: `failed to merge ${merged.conflict} fieldSpec: conflicting fieldspecs`,
    remedy: "Name the field once, or write create as the other one has it",
  });
  return there;
}
