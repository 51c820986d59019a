import { canonicalJson, isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

/** The name under which we own fields: Flux's own, so that a cluster can move either way unchanged. */
export const FIELD_MANAGER = "kustomize-controller";

/**
 * The text whose hash is an object's fingerprint: its uid and our entry of `managedFields`. The API server
 * takes a field out of that entry as soon as anybody else changes its value, and leaves the entry alone
 * whatever happens to fields that are not ours (status, defaults, other appliers), so it changes exactly
 * when there is drift. Undefined: we own nothing of this object.
 */
export function fingerprintText(object: JsonObject): string | undefined {
  const metadata = object["metadata"];
  if (!isJsonObject(metadata)) return undefined;
  const ours = managedEntries(metadata).find(isOurs);
  if (!ours) return undefined;
  const fields = ours["fieldsV1"] ?? null;
  return canonicalJson([metadata["uid"] ?? "", ours["apiVersion"] ?? "", ours["time"] ?? "", fields]);
}

/** What stands in a fingerprint's place where there is more to say than what the object looked like. */
export const inPlaceOfOne = {
  /** Git wants it left alone: nobody looks for it. */
  leftAlone: "",
  /** Git wants it to be there, whatever it looks like. */
  presence: "present",
  /** The living object wants to be left alone: it is looked at until it does not any more. */
  frozen: "frozen",
} as const;

/** Whether it was made of an object, and does not stand in such a one's place. */
export function isFingerprint(text: string): boolean {
  return !Object.values<string>(inPlaceOfOne).includes(text);
}

/** Who else wrote to this object last, for the message about its drift. "" when nobody else did. */
export function lastOtherManager(object: JsonObject): string {
  const metadata = object["metadata"];
  if (!isJsonObject(metadata)) return "";
  let newest: { manager: string; time: string } = { manager: "", time: "" };
  for (const entry of managedEntries(metadata)) {
    const { manager, subresource, operation } = entry;
    if (manager === FIELD_MANAGER && operation === "Apply") continue;
    if (subresource === "status" || typeof manager !== "string") continue;
    // What came through the scale subresource carries no time: it counts where nobody else wrote.
    const time = typeof entry["time"] === "string" ? entry["time"] : "";
    if (time >= newest.time) newest = { manager, time };
  }
  return newest.manager;
}

/** Whether an entry of `managedFields` is that of our applies. */
export function isOurs({ manager, operation, subresource }: JsonObject): boolean {
  return manager === FIELD_MANAGER && operation === "Apply" && !subresource;
}

export function managedEntries(metadata: JsonObject): JsonObject[] {
  const entries: Json = metadata["managedFields"] ?? [];
  return Array.isArray(entries) ? entries.filter((entry) => isJsonObject(entry)) : [];
}
