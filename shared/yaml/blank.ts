/**
 * Members that were written with no value at all: `labels:`. They are null like those with a written `null`, and
 * kustomize tells the two apart when it merges a patch. The note is kept beside the mapping, for as long as that
 * very mapping is; a changed copy has none.
 */
const blanksBy = new WeakMap<object, Set<string>>();

export function noteBlank(mapping: object, name: string): void {
  const names = blanksBy.get(mapping);
  if (names === undefined) blanksBy.set(mapping, new Set([name]));
  else names.add(name);
}

export function isBlank(mapping: object, name: string): boolean {
  return blanksBy.get(mapping)?.has(name) ?? false;
}
