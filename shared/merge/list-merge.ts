import type { Json } from "#shared/model/json.ts";

import type { Place } from "./place.ts";

/** How the elements of one list are merged. */
export type ListMerge = {
  /** The fields whose values tell elements apart; `itself` for scalars. */
  readonly keys: readonly string[];
  readonly merge: (target: Json | undefined, patch: Json | undefined) => Json | undefined;
  /** Merges an element with itself. */
  readonly settle: (patch: Json) => Json | undefined;
  readonly place: Place;
};

/** The two lists of one place; a patch that does not mention it has an empty one. */
export type Lists = { readonly target: readonly Json[]; readonly patch: readonly Json[] };

/** The list as it was, when nothing in it has changed. */
export function sameOr(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  const isSame = before.length === after.length && before.every((element, index) => element === after[index]);
  return isSame ? before : after;
}
