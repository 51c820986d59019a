import { defaultConfig } from "./config/default-config.ts";
import { emptyConfig, mergedConfig, type TransformerConfig } from "./config/transformer-config.ts";
import { doublesIn } from "./doubles.ts";
import { printedId, type Resource } from "./resource.ts";
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
  for (const { double, first } of doublesIn(more, there))
    failures.push({
      code: "build/duplicate-object",
      subject: double.origin,
      message: `may not add resource with an already registered id: ${printedId(double.manifest)}, declared at ${first.origin}`,
      remedy: "Declare it once",
    });
  return there.length === 0 ? more : [...there, ...more];
}

export function withConfig(
  { failures }: Pick<Workshop, "failures">,
  there: TransformerConfig,
  more: TransformerConfig,
): TransformerConfig {
  // Most kustomizations have kustomize's own configuration, which says nothing twice.
  if (there === emptyConfig && more === defaultConfig) return more;
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
