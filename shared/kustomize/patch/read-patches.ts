import { isJsonObject, type Json } from "#shared/model/json.ts";
import { compose } from "#shared/yaml/compose.ts";
import { splitDocuments } from "#shared/yaml/documents.ts";
import { plainScalarOfKustomization } from "#shared/yaml/plain-scalar.ts";
import { textOf } from "#shared/yaml/text-of.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Parsed } from "#shared/yaml/reading.ts";

/** What a patch's text is: objects to merge, operations to carry out, or neither and why. */
export type PatchText =
  | { readonly type: "merge"; readonly patches: readonly Parsed[] }
  | { readonly type: "operations"; readonly operations: Json }
  | { readonly type: "neither"; readonly why: string }
  | { readonly type: "both" };

/** Upstream: api/internal/builtins/PatchTransformer.go `Config`, which tries to read it as either */
export function readPatchText(bytes: Uint8Array): PatchText {
  const reading = readManifests(bytes, { isPatch: true });
  const operations = operationsIn(bytes);
  const isList = Array.isArray(operations);
  if (reading.ok && reading.manifests.length > 0)
    return isList && operations.length > 0 ? { type: "both" } : { type: "merge", patches: reading.manifests };
  if (isList) return { type: "operations", operations };
  if (reading.ok) return { type: "merge", patches: [] };
  const [problem] = reading.problems;
  return { type: "neither", why: problem?.message ?? "it holds nothing" };
}

/** The list of operations that a text is, if it is one. */
export function operationsIn(bytes: Uint8Array): Json | undefined {
  const text = textOf(bytes);
  if (typeof text !== "string") return undefined;
  // Of several documents upstream reads the first; what begins like JSON is read whole, and must be JSON.
  const beginsLikeJson = text.startsWith("[");
  if (beginsLikeJson && !isJson(text)) return undefined;
  const documents = beginsLikeJson ? [{ text, line: 1 }] : splitDocuments(text);
  const [first] = "code" in documents ? [] : documents;
  if (first === undefined) return undefined;
  const composed = compose(first.text, { plain: plainScalarOfKustomization, line: 1, lastKeyWins: true });
  return "code" in composed ? undefined : composed.value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function isOperations(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.every(isJsonObject);
}
