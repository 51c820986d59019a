import { setTimeout as sleep } from "node:timers/promises";
import type { Kube } from "#shared/kube/request.ts";
import { at, isSuccess, textAt } from "#shared/kube/status.ts";
import type { Json } from "#shared/model/json.ts";

const patience = 30_000;

/** Waits until the API server serves a definition that was just applied, or will not: its names may be taken. */
export async function waitEstablished(kube: Kube, crd: string, now: () => number): Promise<void> {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${encodeURIComponent(crd)}`;
  const until = now() + patience;
  while (now() < until) {
    const answer = await kube({ method: "GET", path });
    const conditions: Json = at(answer.body, "status", "conditions") ?? [];
    const is = (type: string, status: string) => (condition: Json) =>
      textAt(condition, "type") === type && textAt(condition, "status") === status;
    if (!isSuccess(answer) || !Array.isArray(conditions)) return;
    if (conditions.some(is("Established", "True")) || conditions.some(is("NamesAccepted", "False"))) return;
    await sleep(50);
  }
}
