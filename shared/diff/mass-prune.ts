import { nameOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import type { Change } from "./change.ts";

/** The annotation with which a person says that much may be taken away: for one revision, or `always`. */
export const CONFIRM_PRUNE = "kustomize.plumbline.dev/confirm-prune";
/** Its value for Kustomizations that come and go as they like. */
const always = "always";

/** Of fewer objects, half is soon reached without anything having gone wrong. */
const fewest = 10;
const named = 10;

export type Pruning = {
  readonly resource: { readonly namespace: string; readonly name: string };
  readonly revision: string;
  /** What the Kustomization holds now. */
  readonly held: number;
  readonly confirmed: string | undefined;
};

/**
 * Why a change is held until a person has confirmed it: it takes away more than half of what is there. A folder that
 * was renamed, or a branch that was emptied, looks the same to us as one that is meant to go.
 */
export function massPrune({ prune }: Change, pruning: Pruning): string | undefined {
  const { resource, revision, held, confirmed } = pruning;
  if (held < fewest || prune.length * 2 <= held) return undefined;
  if (confirmed === revision || confirmed === always) return undefined;
  const { namespace, name } = resource;
  return [
    `${revision} would prune ${prune.length} of ${held} objects, so nothing of it is applied: ${listed(prune)}.`,
    "If they are meant to go, confirm it:",
    `kubectl annotate kustomization/${name} -n ${namespace} --overwrite ${CONFIRM_PRUNE}='${revision}'`,
  ].join(" ");
}

function listed(keys: readonly RefKey[]): string {
  const names = keys.slice(0, named).map((key) => nameOf(refOf(key)));
  const rest = keys.length - names.length;
  return rest > 0 ? `${names.join(", ")} and ${rest} more` : names.join(", ");
}
