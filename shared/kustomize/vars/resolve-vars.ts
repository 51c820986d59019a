import { done, failed, failedWith, type Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { changedList, changedMembers } from "#shared/kustomize/change.ts";
import { changeAt, printedPath } from "#shared/kustomize/field-path.ts";
import { appliesTo, type FieldSpec } from "#shared/kustomize/field-spec.ts";
import { withTextAnnotations } from "#shared/kustomize/patch/text-marks.ts";
import { eachManifest, type Complain, type Transformer } from "#shared/kustomize/transformer.ts";

import { expanded, type ValueOf } from "./expand.ts";
import { varValue, type VarValue } from "./var-value.ts";
import type { Var } from "./var.ts";

/**
 * Writes the values of vars, as they are at the end of a build, into the fields that may refer to them. `warn` is
 * told of vars that nobody refers to. Upstream: api/internal/accumulator/resaccumulator.go `ResolveVars`
 */
export function resolveVars(
  vars: readonly Var[],
  fields: readonly FieldSpec[],
  warn: (message: string) => void,
): Transformer {
  if (vars.length === 0) return done;
  return (resources) => {
    const failures: Failure[] = [];
    const values = new Map<string, VarValue>();
    for (const one of vars) {
      const value = varValue(one, resources);
      if (value.ok) values.set(one.name, value.value);
      else failures.push(...value.failures);
    }
    if (failures.length > 0) return failedWith(failures);
    const unused = new Set([...values.keys()].sort());
    let left = mostLetters;
    const result = references(fields, (name) => {
      const found = values.get(name);
      if (found?.value === undefined) return undefined;
      unused.delete(name);
      left -= found.text.length;
      return left < 0 ? undefined : found;
    })(resources);
    if (left < 0) return failed(tooMuch(vars));
    if (unused.size > 0) warn(`well-defined vars that were never replaced: ${[...unused].join(",")}`);
    return result;
  };
}

/** What all that vars stand for may add up to: a value may be long, and named often. */
const mostLetters = 64_000_000;

function tooMuch([first]: readonly Var[]): Failure {
  return {
    code: "build/too-large",
    subject: first?.origin ?? "vars",
    message: "lets the objects grow beyond measure: its vars stand for too much text",
    remedy: "Keep long texts in one place, and refer to that",
  };
}

/** Upstream: api/filters/refvar/refvar.go */
function references(fields: readonly FieldSpec[], valueOf: ValueOf): Transformer {
  return eachManifest("build/var-reference", (manifest, complain) => {
    let next = manifest;
    for (const field of fields) {
      if (!appliesTo(field, next)) continue;
      const place = printedPath(field.path);
      next = changeAt(next, field.path, {
        change: (value) => inField(value, { place, valueOf, complain }),
        wrongShape: complain,
      });
    }
    return next === manifest ? manifest : withTextAnnotations(next);
  });
}

type Expanding = { readonly place: string; readonly valueOf: ValueOf; readonly complain: Complain };

/** The field is a text, or a mapping or list of texts. In a mapping other values are passed over, in a list not. */
function inField(value: Json, expanding: Expanding): Json {
  if (typeof value === "string") return inText(value, expanding);
  if (isJsonObject(value)) return changedMembers(value, (member) => inMember(member, expanding));
  if (!Array.isArray(value)) return value;
  return changedList(value, (element) => {
    if (typeof element === "string") return inText(element, expanding);
    expanding.complain(
      `has something else than text in the list ${expanding.place}, where vars may stand: invalid value type expect a string`,
      "Quote it",
    );
    return element;
  });
}

function inMember(member: Json, expanding: Expanding): Json {
  return typeof member === "string" ? inText(member, expanding) : member;
}

function inText(text: string, { place, valueOf, complain }: Expanding): Json {
  if (!text.includes("$")) return text;
  const value = expanded(text, valueOf);
  if (value !== undefined) return value;
  complain(
    `has a $ in ${place} in front of a letter that is not ASCII: kustomize would make base64 of the whole text in expanding vars`,
    "Write the $ twice, or leave it out",
  );
  return text;
}
