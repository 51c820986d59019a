import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { isOurs, managedEntries } from "./fingerprint.ts";
import { leavesOf, names, type FieldPath } from "./field-path.ts";

/** A field that somebody else owns and we do not. Time is "" for what came through the scale subresource. */
export type TakenField = { readonly path: FieldPath; readonly manager: string; readonly time: string };

/**
 * The fields of a living object that others own and we do not, the newest first. Those among them that Git declares
 * were ours: the API server takes a field from us when somebody gives it another value. The others never were.
 */
export function takenFields(object: JsonObject): TakenField[] {
  const metadata = object["metadata"];
  if (!isJsonObject(metadata)) return [];
  const ours = ownedFields(object);
  const others = managedEntries(metadata).filter(
    (entry) => !isOurs(entry) && entry["subresource"] !== "status",
  );
  return others
    .flatMap(({ manager, time, fieldsV1 }) => {
      if (typeof manager !== "string" || !isJsonObject(fieldsV1)) return [];
      const at = typeof time === "string" ? time : "";
      return leavesOf(fieldsV1).map((path): TakenField => ({ path, manager, time: at }));
    })
    .filter(({ path }) => !names(ours, path))
    .toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}

/** What we own of an object, as managedFields spells it; undefined when that is nothing. */
export function ownedFields(object: JsonObject): Json | undefined {
  const metadata = object["metadata"];
  return isJsonObject(metadata) ? managedEntries(metadata).find(isOurs)?.["fieldsV1"] : undefined;
}
