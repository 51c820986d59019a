import type { Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

export type LeasePlace = { readonly namespace: string; readonly name: string };

/** A Lease as it was read or written last. */
export type LeaseRecord = {
  readonly holder: string; // "" when it was given up
  readonly milliseconds: number;
  readonly version: string;
  readonly transitions: number;
  readonly acquired: string;
};

export type Holding = { readonly holder: string; readonly milliseconds: number; readonly now: number };

/** Reads the Lease; undefined where there is none yet. */
export async function readLease(kube: Kube, place: LeasePlace): Promise<LeaseRecord | undefined> {
  const answer = await kube({ method: "GET", path: pathOf(place) });
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw new Error(`Lease ${place.namespace}/${place.name}: ${refusalIn(answer)}`);
  return recordIn(answer.body);
}

/**
 * Writes the Lease on top of what was read; undefined when somebody else has written it meanwhile. The API server
 * decides who was first: it takes no object whose version is not the newest.
 */
export async function writeLease(
  kube: Kube,
  place: LeasePlace,
  { before, holding }: { readonly before: LeaseRecord | undefined; readonly holding: Holding },
): Promise<LeaseRecord | undefined> {
  const body: JsonObject = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      ...place,
      labels: { "app.kubernetes.io/part-of": "plumbline" },
      ...(before && { resourceVersion: before.version }),
    },
    spec: specOf(before, holding),
  };
  const answer = before
    ? await kube({ method: "PUT", path: pathOf(place), body })
    : await kube({ method: "POST", path: collectionOf(place), body });
  if (answer.status === 409 || (before && answer.status === 404)) return undefined;
  if (!isSuccess(answer)) throw new Error(`Lease ${place.namespace}/${place.name}: ${refusalIn(answer)}`);
  return recordIn(answer.body);
}

function specOf(before: LeaseRecord | undefined, { holder, milliseconds, now }: Holding): JsonObject {
  // The API server parses exactly six digits.
  const time = new Date(now).toISOString().replace("Z", "000Z");
  const stays = before?.holder === holder;
  return {
    holderIdentity: holder,
    leaseDurationSeconds: Math.max(1, Math.ceil(milliseconds / 1_000)),
    acquireTime: stays && before.acquired !== "" ? before.acquired : time,
    renewTime: time,
    leaseTransitions: before ? before.transitions + (stays ? 0 : 1) : 0,
  };
}

function recordIn(body: Json): LeaseRecord {
  const lease = isJsonObject(body) ? body : {};
  return {
    holder: textAt(lease, "spec", "holderIdentity"),
    milliseconds: numberAt(lease, "leaseDurationSeconds") * 1_000,
    version: textAt(lease, "metadata", "resourceVersion"),
    transitions: numberAt(lease, "leaseTransitions"),
    acquired: textAt(lease, "spec", "acquireTime"),
  };
}

function numberAt(lease: JsonObject, name: string): number {
  const found = at(lease, "spec", name);
  return typeof found === "number" ? found : 0;
}

const collectionOf = ({ namespace }: LeasePlace): string =>
  `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
const pathOf = (place: LeasePlace): string => `${collectionOf(place)}/${place.name}`;
