import { customKinds, type CustomKind } from "#shared/kube/custom-kinds.ts";
import { objectPath } from "#shared/kube/path.ts";
import type { Kube } from "#shared/kube/request.ts";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";
import { takeAway, type TakenAway, type TakingAway } from "./take-away.ts";

/** Flux's own, so that either of the two can finish what the other has begun. */
const finalizer = "finalizers.fluxcd.io";

export type Finalizing = TakingAway & {
  /** Says on the Kustomization what became of its objects. */
  readonly tell: (object: JsonObject, said: TakenAway["said"][number]) => Promise<void>;
};

/** Holds a Kustomization's deletion back until what it applied has been taken away. */
export async function holdBack(kube: Kube, kustomization: JsonObject): Promise<void> {
  const finalizers = finalizersOf(kustomization);
  if (finalizers.includes(finalizer)) return;
  await patchFinalizers(kube, "Kustomization", {
    object: kustomization,
    finalizers: [...finalizers, finalizer],
  });
}

/**
 * Takes away what a deleted Kustomization had applied, if it pruned, and lets it go. Other kinds are let go at
 * once. False: something could not be taken away, and it has to be tried again.
 */
export async function finalize(kind: CustomKind, object: JsonObject, parts: Finalizing): Promise<boolean> {
  const finalizers = finalizersOf(object);
  if (!finalizers.includes(finalizer)) return true;
  if (kind === "Kustomization" && takesAway(object)) {
    const { done, said } = await takeAway(object, parts);
    for (const one of said) await parts.tell(object, one);
    if (!done) return false;
  }
  const rest = finalizers.filter((one) => one !== finalizer);
  await patchFinalizers(parts.kube, kind, { object, finalizers: rest });
  return true;
}

/** kustomize-controller: finalize; MirrorPrune, the default policy, follows `prune`. */
function takesAway(kustomization: JsonObject): boolean {
  if (at(kustomization, "spec", "suspend") === true) return false;
  const policy = textAt(kustomization, "spec", "deletionPolicy");
  if (policy === "Delete" || policy === "WaitForTermination") return true;
  return policy !== "Orphan" && at(kustomization, "spec", "prune") === true;
}

function finalizersOf(object: JsonObject): string[] {
  const finalizers: Json = at(object, "metadata", "finalizers") ?? [];
  return Array.isArray(finalizers) ? finalizers.filter((one: Json) => typeof one === "string") : [];
}

async function patchFinalizers(
  kube: Kube,
  kind: CustomKind,
  { object, finalizers }: { object: JsonObject; finalizers: readonly string[] },
): Promise<void> {
  const namespace = textAt(object, "metadata", "namespace");
  const name = textAt(object, "metadata", "name");
  // The version it was read in goes along: a list of finalizers is replaced whole, so nobody else's may be lost.
  const metadata = {
    finalizers: [...finalizers],
    resourceVersion: textAt(object, "metadata", "resourceVersion"),
  };
  const path = objectPath(customKinds[kind], { namespace, name });
  const answer = await kube({
    method: "PATCH",
    path: `${path}?fieldManager=gotk-kustomize-controller`,
    contentType: "application/merge-patch+json",
    body: { metadata },
  });
  // A conflict means that the watch brings a newer copy, and with it another try.
  if (!isSuccess(answer) && answer.status !== 409 && answer.status !== 404)
    throw new Error(`finalizers of ${kind} ${namespace}/${name}: ${refusalIn(answer)}`);
}
