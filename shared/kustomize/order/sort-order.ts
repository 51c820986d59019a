import { doublesIn } from "#shared/kustomize/doubles.ts";
import { printedId, type Resource } from "#shared/kustomize/resource.ts";
import type { Transformer } from "#shared/kustomize/transformer.ts";
import { done, failed, failedWith, type Failure } from "#shared/model/failure.ts";
import { groupOf, versionOf, type Manifest } from "#shared/model/manifest.ts";

import { byBytes } from "./byte-order.ts";
import { legacyKinds, type KindOrder, type SortOptions } from "./sort-options.ts";

/** Puts objects into the order asked for. Upstream: api/internal/builtins/SortOrderTransformer.go */
export function inOrder(options: SortOptions): Transformer {
  const { order, kinds = legacyKinds, origin } = options;
  return (resources) => {
    const message = mistakeIn(options);
    if (message !== undefined)
      return failed({
        code: "build/sort-options",
        subject: origin,
        message,
        remedy: "Write fifo, or legacy with or without legacySortOptions",
      });
    if (order === "fifo") return done(resources);
    const sorted = sortedBy(kinds, resources);
    const doubles = refusalsIn(sorted);
    return doubles.length > 0 ? failedWith(doubles) : done(sorted);
  };
}

function mistakeIn({ order, kinds }: SortOptions): string | undefined {
  if (order !== "fifo" && order !== "legacy")
    return "the field 'sortOptions.order' must be one of [fifo, legacy]";
  if (order === "fifo" && kinds !== undefined)
    return "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'";
  return undefined;
}

function sortedBy({ first, last }: KindOrder, resources: readonly Resource[]): readonly Resource[] {
  const ranks = new Map([
    ...first.map((kind, index): [string, number] => [kind, index - first.length]),
    ...last.map((kind, index): [string, number] => [kind, index + 1]),
  ]);
  return resources
    .map((resource) => ({ resource, ...sortKeyOf(resource.manifest, ranks) }))
    .sort((one, other) => {
      if (one.rank !== other.rank) return one.rank - other.rank;
      const byType = byBytes(one.type, other.type);
      if (byType !== 0) return isTurnedRound(one, other) ? -byType : byType;
      return byBytes(one.id, other.id);
    })
    .map(({ resource }) => resource);
}

type SortKey = {
  readonly rank: number;
  readonly type: string;
  readonly id: string;
  readonly kind: string;
  readonly group: string;
};

/** The cluster's own Namespaces come before other groups' kinds of that name. */
function isTurnedRound(one: SortKey, other: SortKey): boolean {
  const areNamespaces = one.kind === "Namespace" && other.kind === "Namespace";
  return areNamespaces && (one.group === "" || other.group === "");
}

/** What stands for an empty part comes behind every letter: a kind without a group is last of its namesakes. */
function sortKeyOf(manifest: Manifest, ranks: ReadonlyMap<string, number>): SortKey {
  const { apiVersion, kind, metadata } = manifest;
  const [group, version] = [groupOf(apiVersion), versionOf(apiVersion)];
  return {
    rank: ranks.get(kind) ?? 0,
    type: `${group || "~G"}_${version || "~V"}_${kind}`,
    id: `${metadata.namespace || "~X"}|${metadata.name}`,
    kind,
    group,
  };
}

/** Names may have become equal on the way here. Upstream: api/resmap/reswrangler.go `Append` */
function refusalsIn(resources: readonly Resource[]): readonly Failure[] {
  return doublesIn(resources).map(({ double, first }) => ({
    code: "build/duplicate-object",
    subject: double.origin,
    message: `may not add resource with an already registered id: ${printedId(double.manifest)}, declared at ${first.origin}`,
    remedy: "Give the two names that differ",
  }));
}
