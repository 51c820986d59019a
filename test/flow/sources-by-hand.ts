import type { Json, JsonObject } from "#shared/model/json.ts";
import { until } from "#test/support/until.ts";
import type { World } from "#test/support/world/world.ts";
import { conditionOf, gitRepositoryNamed, isReady, type Condition, type FluxObject } from "./flux-object.ts";

/** A GitRepository that looks every second. */
export function source(name: string, url: string, spec: JsonObject = {}): Json {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name, namespace: "default" },
    spec: { url, interval: "1s", ref: { branch: "main" }, ...spec },
  };
}

export function secretOf(name: string, stringData: Readonly<Record<string, string>>): Json {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "default" }, stringData };
}

/** Until the GitRepository is Ready with this revision. */
export function untilAt(world: World, name: string, revision: string): Promise<FluxObject> {
  return until(`${name} at ${revision}`, async () => {
    const object = await gitRepositoryNamed(world, name);
    if (isReady(object) && object.status.artifact?.revision === revision) return object;
    throw new Error(JSON.stringify(object.status));
  });
}

/** Until the GitRepository is not Ready, in words like these; gives its Ready condition. */
export function untilFailing(world: World, name: string, words: RegExp): Promise<Condition> {
  return until(`${name} failing with ${words.source}`, async () => {
    const object = await gitRepositoryNamed(world, name);
    const ready = conditionOf(object, "Ready");
    if (ready?.status === "False" && words.test(ready.message)) return ready;
    throw new Error(JSON.stringify(object.status));
  });
}
