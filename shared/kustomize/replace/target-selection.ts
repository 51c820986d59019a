import { anchoredPattern, type Pattern } from "#shared/kustomize/go-regexp.ts";
import { labelSelector, type LabelTest } from "#shared/kustomize/patch/label-selector.ts";
import type { Selector } from "#shared/kustomize/patch/select.ts";

import { idsOf, textsIn, type LivingObject, type ObjectId } from "./living-object.ts";
import type { Source, Target } from "./replacement.ts";

/** Whether one of an object's names is what a source asks for. Upstream: kyaml/resid/resid.go `IsSelectedBy` */
export function isSource(object: LivingObject, source: Source): boolean {
  const namespace = (id: ObjectId): string => id.namespace || "default";
  return idsOf(object).some(
    (id) =>
      (source.name === "" || source.name === id.name) &&
      (source.namespace === "" || source.namespace === namespace(id)) &&
      (source.group === "" || source.group === id.group) &&
      (source.version === "" || source.version === id.version) &&
      (source.kind === "" || source.kind === id.kind),
  );
}

export type TargetTest = (object: LivingObject) => boolean;

/**
 * Which objects a target means: by any name that they go by or went by, and by their labels and annotations; or what
 * is wrong with its selectors. Of what rejects, the names reject without the labels and the labels without the names.
 * Upstream: api/filters/replacement/replacement.go `applyReplacement`, api/types/replacement.go `TargetSelectorRegex`
 */
export function targetTest({ select, reject }: Target): TargetTest | string {
  if (select === undefined) return "target must specify resources to select";
  const [selected, ...rejected] = [select, ...reject].map(compiled);
  const wrong = [selected, ...rejected].find((one) => typeof one === "string");
  if (typeof wrong === "string") return wrong;
  const rejects = rejected.filter((one) => typeof one !== "string" && one !== undefined);
  if (selected === undefined || typeof selected === "string") return () => false;
  return (object) =>
    selected.marksFit(object) &&
    !rejects.some((one) => one.hasMarks && one.marksFit(object)) &&
    !rejects.some((one) => one.hasId && idsOf(object).some(one.idFits)) &&
    idsOf(object).some(selected.idFits);
}

type Compiled = {
  readonly hasId: boolean;
  readonly idFits: (id: ObjectId) => boolean;
  readonly hasMarks: boolean;
  readonly marksFit: (object: LivingObject) => boolean;
};

const idParts = ["group", "version", "kind", "name", "namespace"] as const;

function compiled(selector: Selector): Compiled | string {
  const asked = idParts.filter((part) => selector[part] !== "");
  const patterns: (readonly [(typeof idParts)[number], Pattern])[] = [];
  for (const part of asked) {
    const pattern = anchoredPattern(selector[part]);
    if (pattern === undefined) return `error parsing regexp: ${selector[part]}`;
    patterns.push([part, pattern]);
  }
  const labels = labelSelector(selector.labelSelector);
  const annotations = labelSelector(selector.annotationSelector);
  if (labels === undefined) return `unable to parse requirement: ${selector.labelSelector}`;
  if (annotations === undefined) return `unable to parse requirement: ${selector.annotationSelector}`;
  return {
    hasId: asked.length > 0,
    idFits: (id) => patterns.every(([part, pattern]) => pattern(id[part])),
    hasMarks: selector.labelSelector !== "" || selector.annotationSelector !== "",
    marksFit: marksTest({ selector, labels, annotations }),
  };
}

type Marks = { readonly selector: Selector; readonly labels: LabelTest; readonly annotations: LabelTest };

function marksTest({ selector, labels, annotations }: Marks): Compiled["marksFit"] {
  return (object) =>
    (selector.labelSelector === "" || labels(textsIn(object, "labels"))) &&
    (selector.annotationSelector === "" || annotations(textsIn(object, "annotations")));
}
