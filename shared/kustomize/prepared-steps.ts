import { failedWith, type Failure } from "#shared/model/failure.ts";

import { defaultConfig } from "./config/default-config.ts";
import type { TransformerConfig } from "./config/transformer-config.ts";
import type { Kustomization } from "./kustomization.ts";
import { stepsOf, type Step } from "./steps.ts";
import { recalled, taken, type Workshop } from "./workshop.ts";

/** A kustomization's steps: those of an earlier build, where it has not changed and nor have its patches. */
export function preparedSteps(
  shop: Workshop,
  kustomization: Kustomization,
  config: TransformerConfig,
): readonly Step[] {
  if (config !== defaultConfig) return stepsOf(shop, kustomization, config);
  const { steps, failures } = recalled(shop, { what: "steps", of: kustomization }, (loading) => {
    const failures: Failure[] = [];
    return { steps: stepsOf({ loading, failures }, kustomization, config), failures };
  });
  taken(shop, failedWith(failures));
  return steps;
}
