import { isJsonObject, type Json } from "#shared/model/json.ts";
import { groupOf, versionOf } from "#shared/model/manifest.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import { anchoredPattern } from "#shared/kustomize/go-regexp.ts";
import { currentId, originalId, type Resource } from "#shared/kustomize/resource.ts";

import { labelSelector } from "./label-selector.ts";

/** Which objects a patch is for; "" asks for nothing. Upstream: api/types/selector.go */
export type Selector = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly annotationSelector: string;
};

const selectorFields = [
  "group",
  "version",
  "kind",
  "name",
  "namespace",
  "labelSelector",
  "annotationSelector",
] as const;

export function readSelector(reader: FieldReader, field: Field | undefined): Selector | undefined {
  if (field === undefined || field.value === null) return undefined;
  const members = reader.members(field, selectorFields);
  const text = (name: (typeof selectorFields)[number]): string => reader.text(members.get(name));
  return {
    group: text("group"),
    version: text("version"),
    kind: text("kind"),
    name: text("name"),
    namespace: text("namespace"),
    labelSelector: text("labelSelector"),
    annotationSelector: text("annotationSelector"),
  };
}

export type Selection =
  | { readonly selects: (resource: Resource) => boolean }
  | { readonly wrong: string; readonly remedy: string };

/** All its parts must fit; names and namespaces by what they were at first or what they are. Upstream: `resWrangler.Select` */
export function selection(selector: Selector): Selection {
  const patterns = {
    group: anchoredPattern(selector.group),
    version: anchoredPattern(selector.version),
    kind: anchoredPattern(selector.kind),
    name: anchoredPattern(selector.name),
    namespace: anchoredPattern(selector.namespace),
  };
  for (const [part, pattern] of Object.entries(patterns))
    if (pattern === undefined)
      return {
        wrong: `has a target whose ${part} is no regular expression: error parsing regexp`,
        remedy: "Escape characters like ( and * with \\",
      };
  const labels = labelSelector(selector.labelSelector);
  const annotations = labelSelector(selector.annotationSelector);
  if (labels === undefined || annotations === undefined)
    return {
      wrong: `has a target with a selector that is none: unable to parse requirement: ${labels === undefined ? selector.labelSelector : selector.annotationSelector}`,
      remedy: "Write it as for kubectl get -l: app=web,tier!=db",
    };
  const fits = (part: keyof typeof patterns, text: string): boolean => patterns[part]?.(text) ?? false;
  return {
    selects: (resource) => {
      const { apiVersion, kind, metadata } = resource.manifest;
      // The kind tells most objects apart, and is the least to look at.
      if (
        !fits("kind", kind) ||
        !fits("group", groupOf(apiVersion)) ||
        !fits("version", versionOf(apiVersion))
      )
        return false;
      const [current, original] = [currentId(resource), originalId(resource)];
      return (
        (fits("namespace", original.namespace) || fits("namespace", current.namespace)) &&
        (fits("name", original.name) || fits("name", current.name)) &&
        (selector.labelSelector === "" || labels(textsOf(metadata.labels))) &&
        (selector.annotationSelector === "" || annotations(textsOf(metadata.annotations)))
      );
    },
  };
}

function textsOf(mapping: Json | undefined): ReadonlyMap<string, string> {
  if (!isJsonObject(mapping)) return new Map();
  return new Map(Object.entries(mapping).map(([key, value]) => [key, asText(value)]));
}

function asText(value: Json): string {
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === "string" ? value : JSON.stringify(value);
}
