import { build, type Built } from "#shared/kustomize/build.ts";
import type { BuildOptions } from "#shared/kustomize/build-options.ts";
import type { Files } from "#shared/kustomize/files.ts";
import type { Failure } from "#shared/model/failure.ts";

/** A repository's files by path. */
export type Tree = Readonly<Record<string, string>>;

export function filesOf(tree: Readonly<Record<string, string | Uint8Array>>): Files {
  const bytesBy = new Map(
    Object.entries(tree).map(([path, content]) => [
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    ]),
  );
  return {
    read: (path) => bytesBy.get(path),
    list: (path) => {
      const below = path === "" ? "" : `${path}/`;
      const names = Object.keys(tree)
        .filter((file) => file.startsWith(below))
        .map((file) => file.slice(below.length).replace(/\/.*/, "/"));
      return names.length === 0 && path !== "" ? undefined : [...new Set(names)].sort();
    },
  };
}

export function built(tree: Tree, path: string, options: BuildOptions = {}): Built {
  const result = build(filesOf(tree), path, options);
  if (!result.ok) throw new Error(JSON.stringify(result.failures, undefined, 2));
  return result.value;
}

export function failuresOf(tree: Tree, path: string): readonly Failure[] {
  const result = build(filesOf(tree), path, {});
  if (result.ok) throw new Error(`was built: ${JSON.stringify(result.value.objects)}`);
  return result.failures;
}

/** `Deployment/default/web`, for what matters of many a test. */
export function callNames({ objects: manifests }: Built): readonly string[] {
  return manifests.map(({ kind, metadata }) =>
    [kind, metadata.namespace, metadata.name].filter(Boolean).join("/"),
  );
}

export const configMap = (name: string, rest = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;

export const kustomization = (resources: readonly string[], rest = ""): string =>
  `resources: ${JSON.stringify(resources)}\n${rest}`;
