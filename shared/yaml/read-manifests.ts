import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { isManifest, notAManifest, type Manifest } from "#shared/model/manifest.ts";

import { compose, type Composed } from "./compose.ts";
import { splitDocuments } from "./documents.ts";
import { plainScalar } from "./plain-scalar.ts";
import type { Problem } from "./problem.ts";
import type { Parsed, Reading } from "./reading.ts";
import { textOf } from "./text-of.ts";

/** A value that claims to be a Kubernetes object, and the document it came from. */
type Candidate = { readonly value: Json; readonly line: number; readonly document: Composed };

/**
 * Every Kubernetes object in a YAML or JSON file, with lists taken apart and empty documents left out.
 * Upstream: api/resource/factory.go `RNodesFromBytes`, kyaml/kio/byteio_reader.go `Read`.
 */
export function readManifests(bytes: Uint8Array): Reading {
  const text = textOf(bytes);
  if (typeof text !== "string") return { ok: false, problems: [text] };
  const documents = splitDocuments(text);
  if ("code" in documents) return { ok: false, problems: [documents] };

  const problems: Problem[] = [];
  const candidates: Candidate[] = [];
  for (const { text, line } of documents) {
    const document = compose(text, { plain: plainScalar, line });
    if ("code" in document) problems.push(document);
    else if (document.value !== undefined && document.value !== null)
      candidates.push({ value: document.value, line: document.line, document });
  }
  const whole = documents.length === 1 ? candidates.flatMap(unwrapped) : candidates;
  const manifests = takeApart(whole, problems);
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
function takeApart(candidates: readonly Candidate[], problems: Problem[]): readonly Parsed[] {
  const manifests: Parsed[] = [];
  const queue = [...candidates];
  for (const candidate of queue) {
    const { value, line } = candidate;
    if (isEmpty(value)) continue;
    const items = listed(value);
    if (items === undefined) {
      const problem = notInOrder(value);
      if (problem !== undefined) problems.push({ code: "build/not-an-object", line, ...problem });
      else if (isManifest(value))
        manifests.push({ manifest: withTextAnnotations(value, candidate.document), line });
    } else if (Array.isArray(items)) queue.push(...itemsOf(candidate, items).flatMap(unwrapped));
    else if (items !== null)
      problems.push({ code: "build/not-an-object", line, ...fault("has items that are no list") });
  }
  return manifests;
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
  if (!isManifest(value)) return fault(notAManifest(value) ?? "is no manifest");
  const { namespace, annotations }: JsonObject = value.metadata;
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string")
    return fault("has a metadata.namespace that is no text", "Quote it");
  if (annotations === undefined || annotations === null) return undefined;
  if (!isJsonObject(annotations)) return fault("has metadata.annotations that are no mapping");
  const odd = Object.entries(annotations).find(([, value]) => typeof value === "object" && value !== null);
  return odd === undefined ? undefined : fault(`has an annotation ${odd[0]} that is no text`);
}

function fault(message: string, remedy: string = everyDocument): Fault {
  return { message, remedy };
}

const everyDocument =
  "Every document must be a Kubernetes object with apiVersion, kind and metadata.name; keep other YAML out of the path that is built";

/** kustomize keeps annotations as they were written: an unquoted 0644 is "0644", not 420. */
function withTextAnnotations(manifest: Manifest, { asWritten }: Composed): Manifest {
  const { annotations } = manifest.metadata;
  const texts = annotations === undefined ? undefined : asWritten.get(annotations);
  if (annotations === undefined || texts === undefined) return manifest;
  const metadata = { ...manifest.metadata, annotations: { ...annotations, ...Object.fromEntries(texts) } };
  return { ...manifest, metadata };
}
