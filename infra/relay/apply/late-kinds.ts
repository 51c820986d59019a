import { setTimeout as sleep } from "node:timers/promises";
import type { FindKind } from "#shared/kube/request.ts";
import { groupOf, versionOf } from "#shared/model/manifest.ts";
import type { Wanted } from "#shared/wire/job.ts";

/** A kind as manifests name it. */
export type NamedKind = Parameters<FindKind>[0];

/** Short: a newer revision of the same Kustomization waits behind this. Whoever comes later is heard of elsewhere. */
const patience = 2_000;
const pause = 200;

export function kindOf({ manifest: { apiVersion, kind } }: Wanted): NamedKind {
  return { group: groupOf(apiVersion), version: versionOf(apiVersion), kind };
}

/** Those whose kind is not served. An API server that cannot say so says it to each object itself. */
export async function unserved(members: readonly Wanted[], find: FindKind): Promise<ReadonlySet<Wanted>> {
  const missing = new Set<Wanted>();
  for (const wanted of members) if (!(await find(kindOf(wanted)).catch(() => true))) missing.add(wanted);
  return missing;
}

/** Waits for kinds that another Kustomization, or a controller, may be bringing at this moment. */
export async function waitForKinds(members: ReadonlySet<Wanted>, find: FindKind): Promise<void> {
  let missing: readonly Wanted[] = [...members];
  for (let waited = 0; waited < patience && missing.length > 0; waited += pause) {
    await sleep(pause);
    missing = [...(await unserved(missing, find))];
  }
}
