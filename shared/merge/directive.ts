import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

import { Refusal } from "./refusal.ts";
import { scalarText, shapeOf } from "./scalar-text.ts";

/** What `$patch` asks for. Upstream: kyaml/yaml/merge2/smpdirective.go */
export type Directive = "delete" | "replace" | "merge";

const key = "$patch";

/** A patch and what it asks for; `patch` no longer has the directive in it. */
export type Directed<T extends Json> = { readonly directive: Directive; readonly patch: T };

export function directedMapping(patch: JsonObject): Directed<JsonObject> {
  if (!Object.hasOwn(patch, key)) return { directive: "merge", patch };
  const { [key]: asked, ...rest } = patch;
  return { directive: directiveNamed(scalarText(asked)), patch: rest };
}

/** Beside nothing an unknown directive is no mistake: upstream keeps it as a field. */
export function leniently(patch: JsonObject): Directed<JsonObject> {
  const word = scalarText(patch[key]);
  return isDirective(word) ? directedMapping(patch) : { directive: "merge", patch };
}

/** A list is directed by an element that holds nothing else. With it go all elements that ask for the same. */
export function directedList(patch: readonly Json[]): Directed<readonly Json[]> {
  const first = patch.find((element) => isJsonObject(element) && Object.hasOwn(element, key));
  if (!isJsonObject(first) || Object.keys(first).length > 1) return { directive: "merge", patch };
  const word = scalarText(first[key]);
  const directive = directiveNamed(word);
  return { directive, patch: patch.filter((element) => !isEmpty(element) && !asks(element, word)) };
}

function asks(element: Json, word: string): boolean {
  return isJsonObject(element) && Object.hasOwn(element, key) && scalarText(element[key]) === word;
}

/** Whether merging two things gives the patch's rather than the target's. Upstream: kyaml/yaml/merge2/merge2.go */
export function takesPlaceOf(target: Json, patch: Json): boolean {
  if (shapeOf(target) === "nothing" || !isJsonObject(patch)) return true;
  return directedMapping(patch).directive === "replace";
}

/** No element of a merged list can be null or `{}`. */
export function isEmpty(element: Json | undefined): boolean {
  if (element === undefined || element === null) return true;
  return isJsonObject(element) && Object.keys(element).length === 0;
}

function directiveNamed(word: string): Directive {
  if (isDirective(word)) return word;
  throw new Refusal(`unknown patch strategy '${word}'`);
}

function isDirective(word: string): word is Directive {
  return word === "delete" || word === "replace" || word === "merge";
}
