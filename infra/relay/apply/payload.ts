import { remnants } from "#shared/diff/take-over.ts";
import { isJsonObject, type JsonObject } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { ownerLabels, type Owner } from "./owner.ts";

/** What is sent for a manifest: with its owner's labels, and without what only a living object has. */
export function payloadOf(manifest: Manifest, owner: Owner): JsonObject {
  const { labels = {}, annotations, ...metadata } = manifest.metadata;
  const owned = { ...without(labels, remnants.labels), ...ownerLabels(owner) };
  const noted = isJsonObject(annotations) ? { annotations: without(annotations, remnants.annotations) } : {};
  // Exported objects bring theirs along. fluxcd/pkg: ssa/normalize
  const own = without({ ...manifest }, manifest.kind === "CustomResourceDefinition" ? [] : ["status"]);
  const named = without(metadata, ["creationTimestamp"]);
  return { ...withoutStringData(own), metadata: { ...named, labels: owned, ...noted } };
}

/** Of `stringData` nobody owns the keys afterwards, so that one which Git drops would stay. */
function withoutStringData(object: JsonObject): JsonObject {
  const { stringData, ...rest } = object;
  if (rest["kind"] !== "Secret" || rest["apiVersion"] !== "v1" || !isJsonObject(stringData)) return object;
  const texts = Object.entries(stringData).flatMap(([key, text]) =>
    typeof text === "string" ? [[key, text] as const] : [],
  );
  // What is no text is left for the API server to refuse.
  if (texts.length < Object.keys(stringData).length) return object;
  const encoded = texts.map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  const data = isJsonObject(rest["data"]) ? rest["data"] : {};
  return { ...rest, data: { ...data, ...Object.fromEntries(encoded) } };
}

function without(object: JsonObject, names: readonly string[]): JsonObject {
  if (!names.some((name) => name in object)) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
