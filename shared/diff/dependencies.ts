import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";

/** A Kustomization as others name it: namespace and name. */
export type Named = { readonly namespace: string; readonly name: string };

export type Dependent = Named & { readonly spec: JsonObject };

/** How far a Kustomization has come that others wait for. */
export type Reached = {
  /** Its newest spec is applied, and it went well. */
  readonly isReady: boolean;
  readonly revision: string;
  readonly sourceRef: Json | undefined;
};

/** What `spec.dependsOn` names, in its order. */
export function dependenciesOf({
  namespace,
  spec,
}: Dependent): readonly (Named & { readonly hasExpr: boolean })[] {
  const listed: Json = spec["dependsOn"] ?? [];
  if (!Array.isArray(listed)) return [];
  return listed.filter(isJsonObject).map((dependency) => ({
    namespace: typeof dependency["namespace"] === "string" ? dependency["namespace"] : namespace,
    name: typeof dependency["name"] === "string" ? dependency["name"] : "",
    hasExpr: typeof dependency["readyExpr"] === "string" && dependency["readyExpr"] !== "",
  }));
}

/**
 * What a Kustomization waits for before this revision may be applied, in its condition's words; undefined when nothing
 * stands in its way. Upstream: kustomize-controller, checkDependencies
 */
export function waitsFor(
  kustomization: Dependent,
  revision: string,
  reached: (dependency: Named) => Reached | undefined,
): string | undefined {
  for (const dependency of dependenciesOf(kustomization)) {
    const which = `dependency '${nameOf(dependency)}'`;
    if (dependency.hasExpr)
      return `${which}: readyExpr is not supported by this version of Plumbline. Remove it`;
    const state = reached(dependency);
    if (!state) return `${which} not found. Create it, or mend spec.dependsOn`;
    if (!state.isReady) return `${which} is not ready`;
    const isOfOneSource = sourceOf(state.sourceRef) === sourceOf(kustomization.spec["sourceRef"]);
    if (isOfOneSource && state.revision !== revision) return `${which} revision is not up to date`;
  }
  return undefined;
}

/** A way along `spec.dependsOn` that leads back to where it began: `default/a → default/b → default/a`. */
export function circleThrough(
  start: Dependent,
  find: (name: Named) => Dependent | undefined,
): string | undefined {
  const seen = new Set<string>();
  const way = (at: Dependent, path: readonly string[]): readonly string[] | undefined => {
    for (const dependency of dependenciesOf(at)) {
      const name = nameOf(dependency);
      if (name === nameOf(start)) return [...path, name];
      const next = seen.has(name) ? undefined : find(dependency);
      seen.add(name);
      const found = next && way(next, [...path, name]);
      if (found) return found;
    }
    return undefined;
  };
  return way(start, [nameOf(start)])?.join(" → ");
}

function nameOf({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}

/** Namespaces apart, as those of one Kustomization and its dependency are mostly one. */
function sourceOf(ref: Json | undefined): string {
  if (!isJsonObject(ref)) return "";
  return JSON.stringify([ref["kind"] ?? "", ref["name"] ?? "", ref["namespace"] ?? ""]);
}
