import { legacyFirst, legacyLast } from "./order/legacy-kinds.ts";
import type { TypeSelector } from "./resource.ts";

const rankByKind: ReadonlyMap<string, number> = new Map([
  ...legacyFirst.map((kind, index): [string, number] => [kind, index - legacyFirst.length]),
  ...legacyLast.map((kind, index): [string, number] => [kind, index + 1]),
]);

/** Kinds that others need come first, the rest by name. Upstream: kyaml/resid/gvk.go `IsLessThan` */
export function byType(one: TypeSelector, other: TypeSelector): number {
  const rank = rankOf(one) - rankOf(other);
  if (rank !== 0) return rank;
  const [a, b] = [sortText(one), sortText(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function rankOf({ kind = "" }: TypeSelector): number {
  return rankByKind.get(kind) ?? 0;
}

function sortText({ group, version, kind }: TypeSelector): string {
  return `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
}

/** A type as kustomize prints it: `Deployment.v1.apps`. Upstream: kyaml/resid/gvk.go `String` */
export function printedType({ group, version, kind }: TypeSelector): string {
  return `${kind || "[noKind]"}.${version || "[noVer]"}.${group || "[noGrp]"}`;
}
