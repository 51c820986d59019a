import { added } from "#shared/kustomize/accumulated.ts";
import { loadFile } from "#shared/kustomize/load-file.ts";
import { isRefusal } from "#shared/kustomize/refusal.ts";
import type { Entry } from "#shared/kustomize/kustomization.ts";
import type { Resource } from "#shared/kustomize/resource.ts";
import type { MergingTransformer } from "#shared/kustomize/transformer.ts";
import type { Schemas } from "#shared/kustomize/workshop.ts";
import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import { failureAt } from "#shared/yaml/problem.ts";
import type { Parsed } from "#shared/yaml/reading.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";

import type { StrategicPatch } from "./apply-patch.ts";
import { merging, type Merge } from "./merging.ts";
import { targetOf } from "./patch-target.ts";
import { refuse, type Patching } from "./patching.ts";

/**
 * The entries of `patchesStrategicMerge`, each a file or the patch itself.
 * Upstream: api/internal/builtins/PatchStrategicMergeTransformer.go
 */
export function strategicMergePatches(
  entries: readonly Entry[],
  patching: Patching,
): MergingTransformer | undefined {
  const before = patching.shop.failures.length;
  const patches = entries.flatMap((entry) => patchesAt(entry, patching));
  if (patching.shop.failures.length > before) return undefined;
  const [entry] = entries;
  if (patches.length === 0)
    return refuse(patching, {
      code: "build/patch-invalid",
      subject: entry?.origin ?? patching.folder,
      message: `patch appears to be empty; files=[${entries.map(({ text }) => text).join(" ")}], Patch=`,
      remedy: "Write an object with kind and metadata.name into it",
    });
  const merges = patches.map(merging);
  return (resources, schemas) => mergedByName(merges, resources, schemas);
}

/** For old times' sake the text is first taken for a patch, and only then for a path. */
function patchesAt({ text, origin }: Entry, patching: Patching): readonly StrategicPatch[] {
  const inline = readManifests(new TextEncoder().encode(text), { isPatch: true });
  if (inline.ok) return inline.manifests.map((parsed) => patchOf(parsed, origin));
  const file = loadFile(patching.shop.loading, patching.folder, text);
  if (isRefusal(file)) return refuse(patching, { ...file, subject: origin }) ?? [];
  const reading = readManifests(file.bytes, { isPatch: true });
  if (reading.ok) return reading.manifests.map((parsed) => patchOf(parsed, `${file.path}:${parsed.line}`));
  for (const problem of reading.problems) refuse(patching, failureAt(file.path, problem));
  return [];
}

function patchOf({ manifest, copied = manifest }: Parsed, origin: string): StrategicPatch {
  return { manifest, copied, origin, allowNameChange: false, allowKindChange: false };
}

function mergedByName(
  merges: readonly Merge[],
  resources: readonly Resource[],
  schemas: Schemas,
): Result<readonly Resource[]> {
  const failures: Failure[] = [];
  let next = resources;
  for (const merge of merges) {
    const { patch } = merge;
    const target = targetOf(patch.manifest, next);
    if (typeof target === "string") {
      failures.push({
        code: "build/patch-failed",
        subject: patch.origin,
        message: target,
        remedy: "Name an object that this kustomization gathers, by its kind, name and namespace",
      });
      continue;
    }
    const merged = mergeInto(new Set([target]), merge, { resources: next, schemas });
    if (merged.ok) next = merged.value;
    else failures.push(...merged.failures);
  }
  return failures.length > 0 ? failedWith(failures) : done(next);
}

type Among = { readonly resources: readonly Resource[]; readonly schemas: Schemas };

/** Merges a patch into each of the chosen objects. Upstream: api/resmap/reswrangler.go `ApplySmPatch` */
export function mergeInto(
  chosen: ReadonlySet<Resource>,
  { patch, asCopied }: Merge,
  { resources, schemas }: Among,
): Result<readonly Resource[]> {
  if (chosen.size === 0) return done(resources);
  const failures: Failure[] = [];
  const next = resources.flatMap((resource) => {
    if (!chosen.has(resource)) return [resource];
    const patched = asCopied(resource, schemas);
    if (patched.outcome === "patched") return [patched.resource];
    if (patched.outcome === "refused")
      failures.push({
        code: "build/patch-failed",
        subject: patch.origin,
        message: patched.message,
        remedy: "Shape the patch as the object is shaped",
      });
    return [];
  });
  if (failures.length === 0) added({ failures }, [], next);
  return failures.length > 0 ? failedWith(failures) : done(next);
}
