import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import type { Place } from "./fold-lines.ts";
import { inKeyOrder } from "./key-order.ts";
import { isSimpleKey, printText } from "./print-text.ts";
import { printNumber } from "./printed-number.ts";

/** What one printing works with. */
type Printing = {
  readonly parts: string[];
  /** Printed keys: few are met only once. */
  readonly keysBy: Map<string, string>;
};

/**
 * One manifest as `kustomize build` prints it, byte for byte.
 * Upstream: api/resource/resource.go `AsYAML`, which ends in go.yaml.in/yaml/v2 emitterc.go.
 */
export function printManifest(manifest: Json): string {
  return printManifests([manifest]);
}

/** Manifests as one stream. Upstream: api/resmap/reswrangler.go `AsYaml` */
export function printManifests(manifests: readonly Json[]): string {
  const keysBy = new Map<string, string>();
  return manifests
    .map((manifest) => {
      const printing: Printing = { parts: [], keysBy };
      if (isFilled(manifest)) block(printing, manifest, 0);
      else scalar(printing, manifest, { indent: step, column: 0 });
      return printing.parts.join("");
    })
    .join("---\n");
}

const step = 2;

type Filled = JsonObject | readonly Json[];

/** Whether a value takes lines of its own: what is empty is printed as `{}` or `[]`. */
function isFilled(value: Json): value is Filled {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (!isJsonObject(value)) return false;
  for (const _ in value) return true;
  return false;
}

/** Its first line begins where the cursor already stands: behind `- `, or behind the line's indent. */
function block(printing: Printing, value: Filled, indent: number): void {
  const { parts } = printing;
  const lineStart = " ".repeat(indent);
  let isFirst = true;
  if (isJsonObject(value)) {
    for (const key of inKeyOrder(Object.keys(value))) {
      if (!isFirst) parts.push(lineStart);
      isFirst = false;
      entry(printing, { key, value: value[key] ?? null }, indent);
    }
    return;
  }
  for (const member of value) {
    parts.push(isFirst ? "- " : `${lineStart}- `);
    isFirst = false;
    behindMark(printing, member, indent + step);
  }
}

type Entry = { readonly key: string; readonly value: Json };

function entry(printing: Printing, { key, value }: Entry, indent: number): void {
  const { parts, keysBy } = printing;
  let printed = keysBy.get(key);
  if (printed === undefined) {
    if (!isSimpleKey(key)) return explicitEntry(printing, { key, value }, indent);
    printed = `${printText(key, undefined)}:`;
    keysBy.set(key, printed);
  }
  parts.push(printed);
  if (isFilled(value)) {
    // A list stands as far left as its key.
    const inner = Array.isArray(value) ? indent : indent + step;
    parts.push(`\n${" ".repeat(inner)}`);
    block(printing, value, inner);
    return;
  }
  parts.push(" ");
  scalar(printing, value, { indent: indent + step, column: indent + printed.length + 1 });
}

/** A key that is long, or has several lines, is announced by `? `. */
function explicitEntry(printing: Printing, { key, value }: Entry, indent: number): void {
  const { parts } = printing;
  parts.push("? ");
  behindMark(printing, key, indent + step);
  parts.push(`${" ".repeat(indent)}: `);
  behindMark(printing, value, indent + step);
}

function behindMark(printing: Printing, value: Json, indent: number): void {
  if (isFilled(value)) block(printing, value, indent);
  else scalar(printing, value, { indent, column: indent });
}

/** To the end of its line. */
function scalar({ parts }: Printing, value: Json, place: Place): void {
  if (typeof value === "string") {
    const text = printText(value, place);
    parts.push(text);
    if (endsBroken.test(text)) return;
  } else if (typeof value === "number") parts.push(printNumber(value));
  else if (value instanceof WrittenNumber) parts.push(printNumber(value.value));
  else if (typeof value === "object" && value !== null) parts.push(Array.isArray(value) ? "[]" : "{}");
  else parts.push(`${value}`);
  parts.push("\n");
}

/** A block of text that keeps its last line break has ended its line. */
const endsBroken = /[\n\u2028\u2029]$/;
