import { added, nothing, withConfig, type Accumulated } from "./accumulated.ts";
import { isOneMore } from "./build-size.ts";
import { configured } from "./config/configured.ts";
import { findKustomization } from "./find-kustomization.ts";
import { generated } from "./generated.ts";
import type { Entry, Kustomization } from "./kustomization.ts";
import type { Loading } from "./load-file.ts";
import { pluginTransformers } from "./plugin/plugin-transformers.ts";
import { changesNothing } from "./plugin/validator.ts";
import { below, configuredBy, withTransformation } from "./provenance.ts";
import { resourcesIn, type Found } from "./resource-entry.ts";
import type { Resource } from "./resource.ts";
import { withSchemas } from "./schemas.ts";
import { preparedSteps } from "./prepared-steps.ts";
import { markedVars } from "./vars/marked-vars.ts";
import { mergedVars } from "./vars/merged-vars.ts";
import { fileName, type Site } from "./site.ts";
import { taken, type Workshop } from "./workshop.ts";

/**
 * The resources of a kustomization and of those below it, each changed by every kustomization that it passes on
 * its way up. A component goes on with what the one that lists it has gathered. What fails is noted and left out,
 * so that one build tells everything that is wrong.
 * Upstream: api/internal/target/kusttarget.go `accumulateTarget`
 */
export function accumulate(site: Site, start: Accumulated = nothing): Accumulated {
  const { shop, kustomization } = site;
  const before = shop.failures.length;
  shop.warnings.push(...kustomization.warnings);
  let gathered = withResources(site, start, [...kustomization.resources, ...kustomization.bases]);
  const config = withConfig(shop, gathered.config, configured(shop, kustomization));
  const resources = generated(site, gathered.resources);
  gathered = { ...gathered, config, resources };
  for (const entry of kustomization.components) gathered = withComponent(site, gathered, entry);
  gathered = { ...gathered, resources: transformed(site, gathered, before) };
  if (shop.failures.length > before) return gathered;
  const marked = taken(shop, markedVars(gathered.resources, kustomization.vars)) ?? gathered.resources;
  const vars = taken(shop, mergedVars(gathered.vars, kustomization.vars)) ?? gathered.vars;
  return { ...gathered, resources: marked, vars };
}

/** With what files and folders hold, each folder built by its own kustomization. */
function withResources(site: Site, start: Accumulated, entries: readonly Entry[]): Accumulated {
  const { shop } = site;
  const more: Resource[] = [];
  let { config, vars } = start;
  for (const entry of entries) {
    const found = foundAt(site, entry);
    if (found === undefined) continue;
    if ("resources" in found) {
      for (const resource of found.resources) more.push(resource);
    } else if (found.kustomization.kind === "Component") {
      refuse(site, entry, asResource(entry.text));
    } else if (isOneMore(site, entry)) {
      const built = accumulate(siteBelow(site, { ...found, entry }));
      for (const resource of built.resources) more.push(resource);
      config = withConfig(shop, config, built.config);
      vars = taken(shop, mergedVars(vars, built.vars)) ?? vars;
    }
  }
  return { resources: added(shop, start.resources, more), config, vars };
}

function withComponent(site: Site, gathered: Accumulated, entry: Entry): Accumulated {
  const found = foundAt(site, entry, "folder");
  if (found === undefined || "resources" in found) return gathered;
  const { kustomization, loading } = found;
  if (kustomization.kind !== "Component") {
    refuse(site, entry, noComponent(entry.text, kustomization.kind));
    return gathered;
  }
  if (!isOneMore(site, entry)) return gathered;
  return accumulate(siteBelow(site, { kustomization, loading, entry }), gathered);
}

function foundAt(site: Site, entry: Entry, only?: "folder"): Found | undefined {
  const { shop, trail, place } = site;
  const loading = { ...shop, folder: site.kustomization.folder, trail };
  return resourcesIn(loading, entry, {
    find: (inner, folder) => {
      const result = findKustomization(at(shop, inner), folder);
      return result === undefined ? "none" : (taken(shop, result) ?? "noted");
    },
    ...(shop.tracks ? { place: below(place, entry.text) } : {}),
    ...(only === undefined ? {} : { only }),
  });
}

type Next = { readonly kustomization: Kustomization; readonly loading: Loading; readonly entry: Entry };

function siteBelow({ shop, trail, depth, place }: Site, { kustomization, loading, entry }: Next): Site {
  withSchemas({ ...shop, loading }, kustomization);
  return siteOf({
    shop: at(shop, loading),
    kustomization,
    // What lies in another repository cannot lead back here.
    trail: loading === shop.loading ? [...trail, kustomization] : [kustomization],
    depth: depth + 1,
    place: below(place, entry.text),
  });
}

/** The workshop for files of the same place or of another, which nothing is remembered of. */
function at(shop: Workshop, loading: Loading): Workshop {
  return loading === shop.loading ? shop : { ...shop, loading, memory: undefined };
}

/** A kustomization's own, which can gather what its plugins are configured by. */
export function siteOf(standing: Omit<Site, "gather">): Site {
  const site: Site = {
    ...standing,
    gather: (entries) => withResources(site, nothing, entries).resources,
  };
  return site;
}

/** Builtin steps, then what `transformers` names, then what `validators` names, which may change nothing but leave their mark. */
function transformed(site: Site, gathered: Accumulated, before: number): readonly Resource[] {
  const { shop, kustomization, place } = site;
  const steps = [
    ...preparedSteps(shop, kustomization, gathered.config).map(({ kind, transform }) => ({
      transform,
      by: configuredBy(place, fileName(site), { apiVersion: "builtin", kind }),
    })),
    ...pluginTransformers(site, kustomization.transformers),
  ];
  const validators = pluginTransformers(site, kustomization.validators);
  let { resources } = gathered;
  for (const { transform, by } of steps) {
    if (shop.failures.length > before) return resources;
    resources = taken(shop, transform(resources, shop.schemas)) ?? resources;
    if (shop.tracks && by !== undefined)
      resources = resources.map((resource) => withTransformation(resource, by));
  }
  for (const { transform } of validators) {
    if (shop.failures.length > before) return resources;
    resources = taken(shop, changesNothing(transform)(resources, shop.schemas)) ?? resources;
  }
  return resources;
}

type Reason = { readonly code: string; readonly message: string; readonly remedy: string };

function refuse({ shop }: Site, { origin }: Entry, reason: Reason): void {
  shop.failures.push({ ...reason, subject: origin });
}

function asResource(text: string): Reason {
  return {
    code: "build/component-as-resource",
    message: `lists ${text} under resources: expected kind != 'Component' for path '${text}'`,
    remedy: "List it under components",
  };
}

function noComponent(text: string, kind: string): Reason {
  return {
    code: "build/resource-as-component",
    message: `lists ${text} under components: expected kind 'Component' for path '${text}' but got '${kind}'`,
    remedy: "List it under resources",
  };
}
