import { done, failedWith, type Failure } from "#shared/model/failure.ts";
import type { Transformer } from "#shared/kustomize/transformer.ts";

import { living, rootOf, settledObject, type LivingObject } from "./living-object.ts";
import { lookUp } from "./look-up.ts";
import { bareNode, isEmpty, isNull, copyOf, setText, type Node } from "./node.ts";
import { pathParts } from "./path-parts.ts";
import { printedSource, printedSourceId } from "./print-source.ts";
import { defaultFieldPath, type Replacement, type Source, type Target } from "./replacement.ts";
import { isSource, targetTest } from "./target-selection.ts";
import { newBudget, type Budget } from "./weight.ts";
import { WrongPath } from "./wrong-path.ts";
import { writeToFields } from "./write-to-fields.ts";

/**
 * Writes values of some objects into fields of others, entry by entry: each sees what those before it have done.
 * Upstream: api/internal/builtins/ReplacementTransformer.go, api/filters/replacement/replacement.go
 */
export function replacements(entries: readonly Replacement[]): Transformer {
  return (resources) => {
    const failures: Failure[] = [];
    const work = { objects: resources.map(living), budget: newBudget() };
    for (const entry of entries) {
      const problem = replaced(work, entry);
      if (problem !== undefined) failures.push({ ...problem, subject: entry.origin });
      if (work.budget.left < 0) break;
    }
    if (failures.length > 0) return failedWith(failures);
    const settled = work.objects.map((object) => settledObject(object, failures));
    if (failures.length === 0 && settled.every((resource, at) => resource === resources[at]))
      return done(resources);
    return failures.length > 0 ? failedWith(failures) : done(settled);
  };
}

type Wrong = Omit<Failure, "subject">;

type Work = { readonly objects: readonly LivingObject[]; readonly budget: Budget };

function replaced(work: Work, entry: Replacement): Wrong | undefined {
  const { targets } = entry;
  if ((entry.source === undefined && entry.sourceValue === undefined) || targets === undefined)
    return {
      code: "build/replacement-incomplete",
      message: "replacements must specify a source and at least one target",
      remedy: "Give it a source, or a sourceValue, and targets",
    };
  const value = valueOf(work.objects, entry);
  if ("code" in value) return value;
  for (const target of targets) {
    const wrong = written(work, value, target);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function valueOf(objects: readonly LivingObject[], { source, sourceValue }: Replacement): Node | Wrong {
  if (source === undefined) return bareNode("scalar", sourceValue);
  if (sourceValue !== undefined)
    return wrongSource("value and resource selectors are mutually exclusive", "Keep one of the two");
  const [found, ...others] = objects.filter((object) => isSource(object, source));
  if (found === undefined)
    return wrongSource(
      `nothing selected by ${printedSource(source)}`,
      "Name an object that this kustomization's resources define, as it is or was called here",
    );
  if (others.length > 0)
    return wrongSource(
      `multiple matches for selector ${printedSource(source)}`,
      "Say more of the one that is meant: kind, name, namespace",
    );
  return fieldOf(found, source);
}

function fieldOf(object: LivingObject, source: Source): Node | Wrong {
  const fieldPath = source.fieldPath || defaultFieldPath;
  try {
    const found = lookUp(rootOf(object), pathParts(fieldPath));
    if (found === undefined || isEmpty(found))
      return wrongSource(
        `fieldPath \`${fieldPath}\` is missing for replacement source ${printedSourceId(source)}`,
        "Correct the path, or give the field a value",
      );
    return refined(found, source);
  } catch (error) {
    if (!(error instanceof WrongPath)) throw error;
    return wrongSource(`error looking up replacement source: ${error.message}`, "Correct its fieldPath");
  }
}

/** What is cut out is a value of its own; a whole field stays what it is in its object, and changes with it. */
function refined(found: Node, { options: { delimiter, index } }: Source): Node | Wrong {
  if (delimiter === "") return found;
  if (found.kind !== "scalar")
    return wrongSource("delimiter option can only be used with scalar nodes", "Name a field that is text");
  const text = isNull(found) ? "" : found.text;
  const part = index < 0 ? undefined : text.split(delimiter)[index];
  if (part === undefined)
    return wrongSource(
      `options.index ${index} is out of bounds for value ${text}`,
      "Count from 0, or correct the delimiter",
    );
  const value = copyOf(found);
  setText(value, part);
  return value;
}

function wrongSource(message: string, remedy: string): Wrong {
  return { code: "build/replacement-source", message, remedy };
}

function written({ objects, budget }: Work, value: Node, target: Target): Wrong | undefined {
  const isTarget = targetTest(target);
  if (typeof isTarget === "string")
    return {
      code: "build/replacement-target",
      message: isTarget,
      remedy: "Say under select which objects are meant, by regular expressions and label selectors",
    };
  for (const object of objects) {
    if (!isTarget(object)) continue;
    const wrong = writeToFields(rootOf(object), target, { value, budget });
    if (wrong !== undefined) return { code: "build/replacement-target", ...wrong };
  }
  return undefined;
}
