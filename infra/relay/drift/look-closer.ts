import { ownedFields, takenFields, type TakenField } from "#shared/diff/taken-fields.ts";
import { lastOtherManager } from "#shared/diff/fingerprint.ts";
import { isSecret } from "#shared/diff/drift-story.ts";
import { valueAt } from "#shared/diff/field-path.ts";
import { impersonating, type ServiceAccount } from "#shared/kube/impersonating.ts";
import { objectPath } from "#shared/kube/path.ts";
import type { FindKind, Kube, KubeAnswer } from "#shared/kube/request.ts";
import { isSuccess, refusalIn } from "#shared/kube/status.ts";
import { canonicalJson, isJsonObject, type JsonObject } from "#shared/model/json.ts";
import { refOf, type RefKey } from "#shared/model/object-ref.ts";
import { LONGEST_OURS, MOST_FIELDS, type Drift } from "#shared/wire/report.ts";

export type LookingParts = { readonly kube: Kube; readonly find: FindKind };

/** An object as it is now, by one request; undefined when it is gone. Of a Secret only its metadata is read. */
export async function living(
  key: RefKey,
  account: ServiceAccount | undefined,
  { kube, find }: LookingParts,
): Promise<JsonObject | undefined> {
  const { group, kind, namespace, name } = refOf(key);
  const served = await find({ group, version: "", kind });
  if (!served) return undefined;
  const ask = impersonating(kube, account);
  const path = objectPath(served, { namespace, name });
  const answer = await ask({ method: "GET", path, ...(isSecret(key) ? { accept: metadataOnly } : {}) });
  return objectIn(answer);
}

const metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

function objectIn(answer: KubeAnswer): JsonObject | undefined {
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer) || !isJsonObject(answer.body)) throw new Error(refusalIn(answer));
  return answer.body;
}

type Taken = NonNullable<Drift["changed"][number]["fields"]>[number];

const longestValue = 200;

/** What goes over the wire is bounded. */
function isShort({ path }: TakenField): boolean {
  return path.length <= 64 && path.every((step) => step.length <= 1_000);
}

/** Who wrote to it, which fields he has taken, and what they say now. */
export function strayed(key: RefKey, object: JsonObject): Drift["changed"][number] {
  const fields: Taken[] = [];
  for (const { path, manager, time } of takenFields(object).filter(isShort).slice(0, MOST_FIELDS)) {
    const field: Taken = { path: [...path], manager: manager.slice(0, 200) };
    if (time !== "") field.at = time;
    const value = isSecret(key) ? undefined : valueAt(object, path);
    if (value !== undefined) field.value = canonicalJson(value).slice(0, longestValue);
    fields.push(field);
  }
  const ours = JSON.stringify(ownedFields(object) ?? {});
  const changed = { key, manager: lastOtherManager(object).slice(0, 200), fields };
  return ours.length > LONGEST_OURS ? changed : { ...changed, ours };
}

/** So many objects are looked at one by one; of more at once, it is told less. */
export const MOST_LOOKS = 32;

/** An audit's answer with what a closer look tells of each object. */
export async function detailed(
  drift: Drift,
  account: ServiceAccount | undefined,
  parts: LookingParts,
): Promise<Drift> {
  const changed: Drift["changed"] = [];
  for (const [place, one] of drift.changed.entries()) {
    // What cannot be read is told without its values.
    const object = place < MOST_LOOKS && (await living(one.key, account, parts).catch(() => undefined));
    changed.push(object ? strayed(one.key, object) : one);
  }
  return { ...drift, changed };
}
