import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { lookUp } from "#shared/kustomize/replace/look-up.ts";
import { isWholeNumber, nodeOf, textOfScalar } from "#shared/kustomize/replace/node.ts";
import { pathParts } from "#shared/kustomize/replace/path-parts.ts";
import { WrongPath } from "#shared/kustomize/replace/wrong-path.ts";
import type { Resource } from "#shared/kustomize/resource.ts";

import type { Value } from "./expand.ts";
import { fixedFloat, shortFloat } from "./float-text.ts";
import { fieldPathOf, printedVar, type Var } from "./var.ts";

/** A list or mapping has no value that could be written into a text. */
export type VarValue = Value | { readonly value: undefined };

/** Upstream: api/internal/accumulator/resaccumulator.go `findVarValueFromResources` */
export function varValue(one: Var, resources: readonly Resource[]): Result<VarValue> {
  const printed = printedVar(one, fieldPathOf(one));
  const resource = resources.find(({ vars }) => vars?.includes(one.name) ?? false);
  if (resource === undefined)
    return wrong(one, {
      message: `var '${printed}' cannot be mapped to a field in the set of known resources`,
      remedy:
        "Give objref the apiVersion, kind and name of an object that this kustomization's resources define",
    });
  const value = valueAt(resource, fieldPathOf(one));
  if (value !== undefined) return done(value);
  return wrong(one, {
    message: `field specified in var '${printed}' not found in corresponding resource at ${resource.origin}`,
    remedy: "Correct its fieldPath",
  });
}

function wrong({ origin }: Var, problem: Pick<Failure, "message" | "remedy">): Result<VarValue> {
  return failed({ code: "build/var-value", subject: origin, ...problem });
}

/** Upstream: kyaml/yaml/rnode.go `GetFieldValue` */
function valueAt({ manifest }: Resource, fieldPath: string): VarValue | undefined {
  try {
    const node = lookUp(nodeOf(manifest), pathParts(fieldPath).flatMap(withIndexApart));
    return node?.json === undefined ? undefined : read(node.json);
  } catch (error) {
    if (error instanceof WrongPath) return undefined;
    throw error;
  }
}

/** `ports[0]` is two parts of a path. */
function withIndexApart(part: string): readonly string[] {
  const [found, name = "", index = ""] = /^(.*)\[(\d+)\]$/s.exec(part) ?? [];
  if (found === undefined) return [part];
  return name === "" ? [index] : [name, index];
}

/** Whole numbers are read anew as decimals, so that 0644 is 644 here, and 0x1F is none; nothing is empty text. */
function read(value: Json): VarValue | undefined {
  if (value === null) return { value: "", text: "" };
  if (Array.isArray(value) || isJsonObject(value)) return { value: undefined };
  const written = textOfScalar(value);
  if (typeof value === "string" || typeof value === "boolean") return { value, text: written };
  if (!isWholeNumber(written)) return float(written);
  return /^[-+]?\d+$/.test(written) ? decimal(BigInt(written.replace("+", ""))) : undefined;
}

function decimal(value: bigint): VarValue | undefined {
  if (value >= 2n ** 63n || value < -(2n ** 63n)) return undefined;
  const text = `${value}`;
  return { value: `${Number(value)}` === text ? Number(value) : new WrittenNumber(text, value), text };
}

/** A `_` may stand between two digits only. */
function float(written: string): VarValue | undefined {
  if (/(?<!\d)_|_(?!\d)/.test(written)) return undefined;
  const value = Number(written.replaceAll("_", ""));
  const fixed = fixedFloat(value);
  return { value: fixed === `${value}` ? value : new WrittenNumber(fixed, value), text: shortFloat(value) };
}
