import { done } from "#shared/model/failure.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";

import { changeAt, printedPath } from "./field-path.ts";
import { appliesTo, type FieldSpec } from "./field-spec.ts";
import { eachManifest, type Transformer } from "./transformer.ts";

/** Labels or annotations to write, and the fields to write them to. */
export type Marks = {
  readonly pairs: Readonly<Record<string, string>>;
  readonly fields: readonly FieldSpec[];
};

/**
 * Writes labels, or annotations, into mappings of them.
 * Upstream: api/filters/labels/labels.go, api/filters/annotations/annotations.go
 */
export function marks({ pairs, fields }: Marks): Transformer {
  const wanted = Object.entries(pairs);
  if (wanted.length === 0) return done;
  return eachManifest("build/field-shape", (manifest, complain) => {
    let next = manifest;
    for (const field of fields) {
      if (!appliesTo(field, next)) continue;
      const change = (value: Json): Json => {
        if (value === null) return value;
        if (isJsonObject(value))
          return wanted.every(([key, text]) => value[key] === text) ? value : { ...value, ...pairs };
        complain(`has ${printedPath(field.path)} that is no mapping`, "Nest the field as the API does");
        return value;
      };
      next = changeAt(next, field.path, {
        change,
        ...(field.create ? { create: {} } : {}),
        wrongShape: complain,
      });
    }
    return next;
  });
}
