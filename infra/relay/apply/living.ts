import { setTimeout as sleep } from "node:timers/promises";
import type { Kube, KubeAnswer } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import type { Json } from "#shared/model/json.ts";

const metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/** A living object's metadata, which is all that most questions need. */
export function askMetadata(kube: Kube, path: string): Promise<KubeAnswer> {
  return kube({ method: "GET", path, accept: metadataOnly });
}

/** Deletes this very object and, behind it, what belongs to it. */
export function deleteLiving(kube: Kube, path: string, uid: string): Promise<KubeAnswer> {
  const body = {
    kind: "DeleteOptions",
    apiVersion: "v1",
    propagationPolicy: "Background",
    preconditions: { uid },
  };
  return kube({ method: "DELETE", path, body });
}

export type Gone = {
  readonly path: string;
  /** Another object that has come under its name meanwhile does not count. Undefined: any does. */
  readonly uid: string | undefined;
  /** How long it may take, in milliseconds. */
  readonly within: number;
};

/** Waits until an object that was deleted is gone; gives what holds it, when that takes too long. */
export async function waitGone(kube: Kube, { path, uid, within }: Gone): Promise<string | undefined> {
  let pause = 50;
  for (let waited = 0; ; waited += pause, pause = Math.min(pause * 2, 1_000)) {
    const live = await askMetadata(kube, path);
    if (live.status === 404) return undefined;
    const isAnother = uid !== undefined && textAt(live.body, "metadata", "uid") !== uid;
    if (isSuccess(live) && isAnother) return undefined;
    if (!isSuccess(live)) return refusalIn(live);
    if (waited >= within) return heldBy(live.body);
    await sleep(pause);
  }
}

function heldBy(live: Json): string {
  const finalizers: Json = at(live, "metadata", "finalizers") ?? [];
  const names = Array.isArray(finalizers) ? finalizers.join(", ") : "";
  if (names === "") return "it is being deleted, and has not gone yet";
  return `it is being deleted, and held by the finalizer ${names}. Whoever set it has to let it go`;
}
