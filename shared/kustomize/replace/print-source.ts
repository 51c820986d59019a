import type { Source } from "./replacement.ts";

/** Which object a source asks for, as kustomize prints it. Upstream: kyaml/resid/resid.go `ResId.String` */
export function printedSourceId({ group, version, kind, name, namespace }: Source): string {
  const type = `${kind || "[noKind]"}.${version || "[noVer]"}.${group || "[noGrp]"}`;
  return `${type}/${name || "[noName]"}.${namespace || "[noNs]"}`;
}

/** The whole source. Upstream: api/types/replacement.go `SourceSelector.String` */
export function printedSource(source: Source): string {
  const { delimiter, index, create } = source.options;
  const options = delimiter === "" && !create ? [] : [`${delimiter}(${index}), create=${create}`];
  const path = source.fieldPath === "" ? [] : [source.fieldPath];
  return [printedSourceId(source), ...path, ...options].join(":");
}
