import type { ServedKind } from "./request.ts";

const root = (group: string, version: string): string =>
  group === "" ? `/api/${version}` : `/apis/${group}/${version}`;

/** Where a collection is listed: of one namespace, or of all when it is "". */
export function collectionPath(
  { group, version, plural, namespaced }: ServedKind,
  namespace: string,
): string {
  const scope = namespaced && namespace !== "" ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root(group, version)}${scope}/${plural}`;
}

export function objectPath(
  kind: ServedKind,
  { namespace, name }: { namespace: string; name: string },
): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}

export function groupPath(group: string, version: string): string {
  return root(group, version);
}
