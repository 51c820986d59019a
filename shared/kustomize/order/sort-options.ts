import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";

import { legacyFirst, legacyLast } from "./legacy-kinds.ts";

/** The order that a build gives its objects in. Upstream: api/types/sortoptions.go */
export type SortOptions = {
  /** As written: it is checked where it is used, because only those of the root are. */
  readonly order: string;
  readonly kinds: KindOrder | undefined;
  /** Where it was asked for. */
  readonly origin: string;
};

/** Kinds that come first and kinds that come last, each in this order. */
export type KindOrder = { readonly first: readonly string[]; readonly last: readonly string[] };

export const legacyKinds: KindOrder = { first: legacyFirst, last: legacyLast };

/** What the command line sorts by when nothing else is said. */
export const legacyOrder: SortOptions = { order: "legacy", kinds: undefined, origin: "" };

/** The field `sortOptions`, of a kustomization as of a SortOrderTransformer. */
export function readSortOptions(reader: FieldReader, field: Field, path: string): SortOptions {
  const members = reader.members(field, ["order", "legacySortOptions"]);
  const kinds = members.get("legacySortOptions");
  return {
    order: reader.text(members.get("order")),
    kinds: kinds === undefined ? undefined : readKinds(reader, kinds),
    origin: `${path}:${field.line}`,
  };
}

function readKinds(reader: FieldReader, field: Field): KindOrder {
  const members = reader.members(field, ["orderFirst", "orderLast"]);
  const texts = (name: string): readonly string[] =>
    reader.elements(members.get(name)).map((element) => reader.text(element));
  return { first: texts("orderFirst"), last: texts("orderLast") };
}
