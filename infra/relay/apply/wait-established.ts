import { setTimeout as sleep } from "node:timers/promises";
import type { Kube } from "#shared/kube/request.ts";
import { at } from "#shared/kube/status.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";

const patience = 30_000;

/** Waits until the API server serves a definition that was just applied; false when it does not in time. */
export async function waitEstablished(kube: Kube, crd: string, now: () => number): Promise<boolean> {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${encodeURIComponent(crd)}`;
  const until = now() + patience;
  while (now() < until) {
    const { body } = await kube({ method: "GET", path });
    const conditions: Json = at(body, "status", "conditions") ?? [];
    const stands = (condition: Json): boolean =>
      isJsonObject(condition) && condition["type"] === "Established" && condition["status"] === "True";
    if (Array.isArray(conditions) && conditions.some(stands)) return true;
    await sleep(50);
  }
  return false;
}
