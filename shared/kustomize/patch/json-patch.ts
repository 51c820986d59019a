import { jsonPatch as patched } from "#shared/merge/json-patch.ts";
import { done, failed, failedWith, type Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { asManifest } from "#shared/kustomize/as-manifest.ts";
import { loadFile } from "#shared/kustomize/load-file.ts";
import { isRefusal } from "#shared/kustomize/refusal.ts";
import { renamed, type Resource } from "#shared/kustomize/resource.ts";
import type { Transformer } from "#shared/kustomize/transformer.ts";

import type { PatchEntry } from "./patch-entry.ts";
import { refuse, type Patching } from "./patching.ts";
import { isOperations, operationsIn } from "./read-patches.ts";
import { withNotes, withoutNotes } from "./notes.ts";
import { withTextAnnotations } from "./text-marks.ts";
import { selection, type Selector } from "./select.ts";

type Operations = readonly Json[];

/** One entry of `patchesJson6902`. Upstream: api/internal/builtins/PatchJson6902Transformer.go */
export function jsonPatch(entry: PatchEntry, patching: Patching): Transformer | undefined {
  const { origin, target, path, patch } = entry;
  const wrong = (message: string, remedy: string): undefined =>
    refuse(patching, { code: "build/patch-invalid", subject: origin, message, remedy });
  if (target === undefined || target.name === "")
    return wrong("must specify the target name", "Say under target which object it is for");
  if (path === "" && patch === "")
    return wrong("empty file path and empty jsonOp", "Write the operations, or the path of their file");
  if (path !== "" && patch !== "")
    return wrong("must specify a file path or jsonOp, not both", "Take one of them out");
  let bytes: Uint8Array = new TextEncoder().encode(patch);
  if (path !== "") {
    const file = loadFile(patching.shop.loading, patching.folder, path);
    if (isRefusal(file)) return refuse(patching, { ...file, subject: origin });
    bytes = file.bytes;
  }
  if (bytes.length === 0)
    return wrong(`patch file '${path}' empty seems to be empty`, "Write the operations into it");
  const operations = operationsOf(operationsIn(bytes), { origin, patching });
  if (operations === undefined) return undefined;
  if (operations.length === 0)
    return wrong(`patch appears to be empty; file=${path}, JsonOp=`, "Write the operations into it");
  return carriedOut(operations, { target, origin, isRenaming: false });
}

type Asked = { readonly origin: string; readonly patching: Patching };

/** The operations in what was read, or undefined once it is noted that it is no list of them. */
export function operationsOf(value: Json | undefined, { origin, patching }: Asked): Operations | undefined {
  if (isOperations(value)) return value;
  const what = isJsonObject(value) ? "object" : typeof value === "string" ? "string" : "value";
  return refuse(patching, {
    code: "build/patch-invalid",
    subject: origin,
    message: `holds no operations: json: cannot unmarshal ${what} into Go value of type jsonpatch.Patch`,
    remedy: 'Write a list of operations: [{"op": "replace", "path": "/spec/replicas", "value": 2}]',
  });
}

type Order = { readonly target: Selector; readonly origin: string; readonly isRenaming: boolean };

/** Carries operations out on every object selected; `isRenaming` lets others still find it by what it was called. */
export function carriedOut(operations: Operations, { target, origin, isRenaming }: Order): Transformer {
  const found = selection(target);
  // A step that is kept for later builds meets most objects again.
  const changedBy = new WeakMap<Resource, Resource>();
  return (resources) => {
    if ("wrong" in found)
      return failed({
        code: "build/patch-invalid",
        subject: origin,
        message: found.wrong,
        remedy: found.remedy,
      });
    const failures: Failure[] = [];
    const next = resources.map((resource) => {
      if (!found.selects(resource)) return resource;
      const known = changedBy.get(resource);
      if (known !== undefined) return known;
      const left = patchedManifest(withNotes(resource, { isRenaming }), operations);
      if (typeof left !== "string") {
        const next = withoutNotes(isRenaming ? renamed(resource, left) : resource, left);
        changedBy.set(resource, next);
        return next;
      }
      failures.push({
        code: "build/patch-failed",
        subject: origin,
        message: `applied to ${resource.origin}: ${left}`,
        remedy: "Name a path that the object has",
      });
      return resource;
    });
    return failures.length > 0 ? failedWith(failures) : done(next);
  };
}

function patchedManifest(manifest: Manifest, operations: Operations): Manifest | string {
  const outcome = patched(manifest, operations);
  if (!outcome.ok) return outcome.message;
  const left = asManifest(outcome.value);
  return typeof left === "string" ? `what it leaves ${left}` : withTextAnnotations(left);
}
