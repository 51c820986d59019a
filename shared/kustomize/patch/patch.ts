import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import { loadFile } from "#shared/kustomize/load-file.ts";
import { isRefusal } from "#shared/kustomize/refusal.ts";
import { printedId, type Resource } from "#shared/kustomize/resource.ts";
import type { MergingTransformer } from "#shared/kustomize/transformer.ts";
import type { Schemas } from "#shared/kustomize/workshop.ts";

import type { Patched, StrategicPatch } from "./apply-patch.ts";
import { carriedOut, operationsOf } from "./json-patch.ts";
import { merging, type Merge } from "./merging.ts";
import type { PatchEntry } from "./patch-entry.ts";
import { targetOf } from "./patch-target.ts";
import { refuse, type Patching } from "./patching.ts";
import { readPatchText } from "./read-patches.ts";
import { selection, type Selector } from "./select.ts";
import { mergeInto } from "./strategic-merge-patches.ts";

/** One entry of `patches`. Undefined once it is noted what is wrong. Upstream: api/internal/builtins/PatchTransformer.go */
export function patch(entry: PatchEntry, patching: Patching): MergingTransformer | undefined {
  const { origin, target } = entry;
  const wrong = (message: string, remedy: string): undefined =>
    refuse(patching, { code: "build/patch-invalid", subject: origin, message, remedy });
  const text = textOf(entry, patching);
  if (text === undefined) return undefined;
  const read = readPatchText(text.bytes);
  switch (read.type) {
    case "both":
      return wrong(
        `illegally qualifies as both an SM and JSON patch: ${text.source}`,
        "Write it as one of them",
      );
    case "neither":
      return wrong(
        `unable to parse SM or JSON patch from ${text.source}: ${read.why}`,
        "Write an object with kind and metadata.name to merge, or a list of operations",
      );
    case "operations": {
      if (target === undefined)
        return wrong(
          `must specify a target for JSON patch ${text.source}`,
          "Say under target what it is for",
        );
      const operations = operationsOf(read.operations, { origin, patching });
      return operations === undefined
        ? undefined
        : carriedOut(operations, { target, origin, isRenaming: true });
    }
    case "merge": {
      const patches = read.patches.map(({ manifest, copied = manifest, line }) => ({
        manifest,
        copied,
        origin: text.path === undefined ? origin : `${text.path}:${line}`,
        allowNameChange: entry.allowNameChange,
        allowKindChange: entry.allowKindChange,
      }));
      return mergingInto(patches, { entry, patching, source: text.source });
    }
  }
}

type PatchSource = {
  readonly bytes: Uint8Array;
  /** As upstream names it in messages. */
  readonly source: string;
  readonly path?: string;
};

function textOf({ patch, path, origin }: PatchEntry, patching: Patching): PatchSource | undefined {
  const wrong = (message: string, remedy: string): undefined =>
    refuse(patching, { code: "build/patch-invalid", subject: origin, message, remedy });
  const inline = patch.trim();
  if (inline === "" && path === "")
    return wrong(
      "must specify one of patch and path in the entry",
      "Write the patch, or the path of its file",
    );
  if (inline !== "" && path !== "")
    return wrong("patch and path can't be set at the same time", "Take one of them out");
  if (inline !== "")
    return { bytes: new TextEncoder().encode(inline), source: `[patch: ${JSON.stringify(inline)}]` };
  const file = loadFile(patching.shop.loading, patching.folder, path);
  if (!isRefusal(file)) return { bytes: file.bytes, source: `[path: "${path}"]`, path: file.path };
  const message = `failed to get the patch file from path(${path}): ${file.message}`;
  return refuse(patching, { ...file, message, subject: origin });
}

type Merging = { readonly entry: PatchEntry; readonly patching: Patching; readonly source: string };

function mergingInto(
  patches: readonly StrategicPatch[],
  { entry, patching, source }: Merging,
): MergingTransformer | undefined {
  const { target, origin } = entry;
  const merges = patches.map(merging);
  if (target === undefined) return (resources, schemas) => eachItsOwn(merges, resources, schemas);
  const [only, ...others] = merges;
  if (only === undefined) return undefined;
  if (others.length === 0) return toSelected(only, target, { patching, origin });
  return refuse(patching, {
    code: "build/patch-invalid",
    subject: origin,
    message: `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
    remedy: "Give each patch an entry of its own",
  });
}

type To = { readonly patching: Patching; readonly origin: string };

function toSelected(
  merge: Merge,
  target: Selector,
  { patching, origin }: To,
): MergingTransformer | undefined {
  const found = selection(target);
  if ("wrong" in found)
    return refuse(patching, {
      code: "build/patch-invalid",
      subject: origin,
      message: found.wrong,
      remedy: found.remedy,
    });
  return (resources, schemas) =>
    mergeInto(new Set(resources.filter(found.selects)), merge, { resources, schemas });
}

/** Each patch goes to the object that it names. */
function eachItsOwn(
  merges: readonly Merge[],
  resources: readonly Resource[],
  schemas: Schemas,
): Result<readonly Resource[]> {
  const failures: Failure[] = [];
  let next = resources;
  for (const { patch, asGiven } of merges) {
    const { manifest, origin } = patch;
    const target = targetOf(manifest, next);
    const patched: Patched =
      typeof target === "string"
        ? {
            outcome: "refused",
            message: `no resource matches strategic merge patch "${printedId(manifest)}": ${target}`,
          }
        : asGiven(target, schemas);
    if (patched.outcome === "refused")
      failures.push({
        code: "build/patch-failed",
        subject: origin,
        message: patched.message,
        remedy: "Name an object that this kustomization gathers, by its kind, name and namespace",
      });
    else if (patched.outcome === "deleted") next = next.filter((resource) => resource !== target);
    else next = next.map((resource) => (resource === target ? patched.resource : resource));
  }
  return failures.length > 0 ? failedWith(failures) : done(next);
}
