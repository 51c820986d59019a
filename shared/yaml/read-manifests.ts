import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { isManifest, notAnObject, type Manifest } from "#shared/model/manifest.ts";

import { compose, type Composed } from "./compose.ts";
import { splitDocuments } from "./documents.ts";
import { plainScalarAsWritten } from "./plain-scalar.ts";
import { holdsWrittenNumbers } from "./plain-numbers.ts";
import type { Problem } from "./problem.ts";
import type { Parsed, Reading } from "./reading.ts";
import { textOf } from "./text-of.ts";

/** A value that claims to be a Kubernetes object, and the document it came from. */
type Candidate = { readonly value: Json; readonly line: number; readonly document: Composed };

export type ReadOptions = {
  /** In a patch, an annotation may be null: it takes one away. */
  readonly isPatch?: boolean;
};

/**
 * Every Kubernetes object in a YAML or JSON file, with lists taken apart and empty documents left out.
 * Upstream: api/resource/factory.go `RNodesFromBytes`, kyaml/kio/byteio_reader.go `Read`.
 */
export function readManifests(bytes: Uint8Array, { isPatch = false }: ReadOptions = {}): Reading {
  const text = textOf(bytes);
  if (typeof text !== "string") return { ok: false, problems: [text] };
  const documents = splitDocuments(text);
  if ("code" in documents) return { ok: false, problems: [documents] };

  const problems: Problem[] = [];
  const candidates: Candidate[] = [];
  for (const { text, line } of documents) {
    const document = compose(text, { plain: plainScalarAsWritten, line });
    if ("code" in document) problems.push(document);
    else if (document.value !== undefined && document.value !== null)
      candidates.push({ value: document.value, line: document.line, document });
  }
  const whole = documents.length === 1 ? candidates.flatMap(unwrapped) : candidates;
  const manifests = takeApart(whole, problems, isPatch);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, manifests };
}

/** A file that is nothing but a `List` is what it lists. */
function unwrapped(candidate: Candidate): readonly Candidate[] {
  const { value } = candidate;
  if (!isJsonObject(value) || (value["kind"] !== "List" && value["kind"] !== "ResourceList"))
    return [candidate];
  return Array.isArray(value["items"]) ? itemsOf(candidate, value["items"]) : [candidate];
}

function itemsOf({ line, document }: Candidate, items: readonly Json[]): readonly Candidate[] {
  return items.map((value, index) => ({ value, line: document.lineOf(items, index) ?? line, document }));
}

/**
 * Objects of a kind `…List` give way to their items, which go to the end of the line: upstream's order.
 * Upstream: api/resource/factory.go `inlineAnyEmbeddedLists`, `dropBadNodes`.
 */
function takeApart(
  candidates: readonly Candidate[],
  problems: Problem[],
  isPatch: boolean,
): readonly Parsed[] {
  const manifests: Parsed[] = [];
  const queue = [...candidates];
  for (const candidate of queue) {
    const { value, line } = candidate;
    if (isEmpty(value)) continue;
    const items = listed(value);
    if (items === undefined) {
      const problem = notInOrder(value);
      if (problem !== undefined) problems.push({ code: "build/not-an-object", line, ...problem });
      else manifests.push(parsed(withApiVersion(value), candidate, isPatch));
    } else if (Array.isArray(items))
      for (const item of itemsOf(candidate, items).flatMap(unwrapped)) queue.push(item);
    else if (items !== null)
      problems.push({ code: "build/not-an-object", line, ...fault("has items that are no list") });
  }
  return manifests;
}

/** kustomize builds what has no apiVersion; whoever applies it refuses it. Here it has an empty one. */
function withApiVersion(value: Json): Manifest {
  if (isManifest(value)) return value;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `notInOrder` has looked at the rest
  return { ...(value as JsonObject), apiVersion: "" } as Manifest;
}

function parsed(value: Manifest, { line, document }: Candidate, isPatch: boolean): Parsed {
  const copied = withText(value, document, ["annotations", "labels"]);
  const manifest = isPatch ? withNulls(copied, value) : withText(value, document, ["annotations"]);
  const hasWrittenNumbers = document.hasWrittenNumbers === true && holdsWrittenNumbers(manifest);
  return { manifest, line, hasWrittenNumbers, ...(isPatch && copied !== value ? { copied } : {}) };
}

function isEmpty(value: Json): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function listed(value: Json): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const kind = value["kind"];
  return typeof kind === "string" && kind.endsWith("List") ? value["items"] : undefined;
}

type Fault = Pick<Problem, "message" | "remedy">;

/** What keeps a value from being a manifest, or undefined when it is one. */
function notInOrder(value: Json): Fault | undefined {
  if (!isJsonObject(value)) return fault("is not a mapping: missing Resource metadata");
  const { apiVersion = null, metadata } = value;
  if (apiVersion !== null && typeof apiVersion !== "string")
    return fault("has an apiVersion that is no text", "Quote it");
  const missing = notAnObject(value);
  if (missing !== undefined) return fault(missing, missing.endsWith("no text") ? "Quote it" : everyDocument);
  const { namespace, annotations }: JsonObject = isJsonObject(metadata) ? metadata : {};
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string")
    return fault("has a metadata.namespace that is no text", "Quote it");
  if (annotations === undefined || annotations === null) return undefined;
  if (!isJsonObject(annotations)) return fault("has metadata.annotations that are no mapping");
  const odd = Object.entries(annotations).find(([, value]) => isJsonObject(value) || Array.isArray(value));
  return odd === undefined ? undefined : fault(`has an annotation ${odd[0]} that is no text`);
}

function fault(message: string, remedy: string = everyDocument): Fault {
  return { message, remedy };
}

const everyDocument =
  "Every document must be a Kubernetes object with apiVersion, kind and metadata.name; keep other YAML out of the path that is built";

/** kustomize keeps annotations as they were written: an unquoted 0644 is "0644", not 420. */
function withText(
  manifest: Manifest,
  { asWritten }: Composed,
  marks: readonly ("annotations" | "labels")[],
): Manifest {
  const changed = marks.flatMap((name): [string, Json][] => {
    const mapping = manifest.metadata[name];
    const texts = mapping === undefined ? undefined : asWritten.get(mapping);
    return texts === undefined ? [] : [[name, { ...mapping, ...Object.fromEntries(texts) }]];
  });
  if (changed.length === 0) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, ...Object.fromEntries(changed) } };
}

/** Annotations as text, but for those that are null, and labels as they were. */
function withNulls(copied: Manifest, { metadata }: Manifest): Manifest {
  if (copied.metadata === metadata) return copied;
  const { labels, annotations }: JsonObject = metadata;
  const nulls = isJsonObject(annotations)
    ? Object.entries(annotations).filter(([, value]) => value === null)
    : [];
  const members: JsonObject = {
    ...copied.metadata,
    ...(labels === undefined ? {} : { labels }),
    ...(nulls.length === 0
      ? {}
      : { annotations: { ...copied.metadata.annotations, ...Object.fromEntries(nulls) } }),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a patch may hold nulls where an object holds text
  return { ...copied, metadata: members as Manifest["metadata"] };
}
