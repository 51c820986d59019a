import type { Failure } from "#shared/model/failure.ts";

import { matches } from "./match-path.ts";
import { become, copyOf, isNull, setText, type Node } from "./node.ts";
import { pathParts } from "./path-parts.ts";
import { defaultFieldPath, type FieldOptions, type Target } from "./replacement.ts";
import { spend, type Budget } from "./weight.ts";
import { writeWithinText } from "./within-text.ts";
import { WrongPath } from "./wrong-path.ts";

type Wrong = Pick<Failure, "message" | "remedy">;

/** Nobody nests fields deeper, and what is made must be printed. */
const longestPath = 200;

/**
 * Writes a value into the fields of one object that a target names; what is wrong otherwise.
 * Upstream: api/filters/replacement/replacement.go `copyValueToTarget`
 */
export function writeToFields(root: Node, target: Target, { value, budget }: Given): Wrong | undefined {
  const { fieldPaths, options } = target;
  for (const fieldPath of fieldPaths.length === 0 ? [defaultFieldPath] : fieldPaths) {
    const wrong = writeToField({ root, value, budget, options }, fieldPath);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

export type Given = { readonly value: Node; readonly budget: Budget };
type Writing = Given & { readonly root: Node; readonly options: FieldOptions };

function writeToField({ root, value, budget, options }: Writing, fieldPath: string): Wrong | undefined {
  const { create } = options;
  if (!spend(budget, value)) return tooMuch;
  const path = pathParts(fieldPath);
  if (path.length > longestPath) return notFound(fieldPath, create, ": it is too long");
  const within = writeWithinText(root, { path, value, create });
  if (within === "written") return undefined;
  if (within !== "not within a text")
    return {
      message: `cannot write to ${fieldPath} without losing ${within.loses} of the YAML that it lies in`,
      remedy: "Write that text plainly, or replace the whole of it",
    };
  try {
    const fields = matches(root, { path, create: create ? value.kind : undefined });
    if (fields.length === 0) return notFound(fieldPath, create, "");
    for (const field of fields) {
      if (!spend(budget, value) || (options.delimiter !== "" && !spend(budget, field))) return tooMuch;
      write(field, value, options);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof WrongPath)) throw error;
    if (error instanceof NoScalar) return { message: error.message, remedy: "Name a field that is text" };
    return notFound(fieldPath, create, `: ${error.message}`);
  }
}

const tooMuch: Wrong = {
  message: "lets the objects grow beyond measure",
  remedy: "Do not write a value into itself",
};

function notFound(fieldPath: string, create: boolean, reason: string): Wrong {
  const find = create ? "find or create" : "find";
  return {
    message: `unable to ${find} field ${JSON.stringify(fieldPath)} in replacement target${reason}`,
    remedy: create ? "Correct the path" : "Correct the path, or have the field made with options.create",
  };
}

class NoScalar extends WrongPath {}

/**
 * A scalar takes the text and keeps its type; anything else gives way to the value.
 * Upstream: `setFieldValue`
 */
function write(field: Node, value: Node, { delimiter, index }: FieldOptions): void {
  const next = copyOf(value);
  if (delimiter !== "") {
    if (field.kind !== "scalar") throw new NoScalar("delimiter option can only be used with scalar nodes");
    const part = isNull(value) ? "" : value.text;
    const parts = field.text.split(delimiter);
    if (index < 0) parts.unshift(part);
    else if (index >= parts.length) parts.push(part);
    else parts[index] = part;
    setText(next, parts.join(delimiter));
  }
  if (field.kind === "scalar") setText(field, next.text);
  else become(field, next);
}
