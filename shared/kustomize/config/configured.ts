import { withConfig } from "#shared/kustomize/accumulated.ts";
import type { Entry, Kustomization } from "#shared/kustomize/kustomization.ts";
import { loaded, taken, type Workshop } from "#shared/kustomize/workshop.ts";
import type { Result } from "#shared/model/failure.ts";

import { readCrdConfig } from "./crd-config.ts";
import { defaultConfig } from "./default-config.ts";
import { readConfig } from "./read-config.ts";
import type { TransformerConfig } from "./transformer-config.ts";

/** Which fields a kustomization's own steps work on: kustomize's, and those that its files add. */
export function configured(shop: Workshop, kustomization: Kustomization): TransformerConfig {
  const { folder, configurations, crds } = kustomization;
  let config = defaultConfig;
  const add = (entry: Entry, read: (path: string, bytes: Uint8Array) => Result<TransformerConfig>): void => {
    const file = loaded(shop, folder, entry);
    const more = file === undefined ? undefined : taken(shop, read(file.path, file.bytes));
    if (more !== undefined) config = withConfig(shop, config, more);
  };
  for (const entry of configurations) add(entry, readConfig);
  for (const entry of crds) add(entry, readCrdConfig);
  return config;
}
