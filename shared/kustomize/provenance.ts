import type { JsonObject } from "#shared/model/json.ts";

import type { ConfiguredBy, Origin } from "./origin.ts";
import { parseRepositoryUrl } from "./repository-url.ts";
import type { Resource } from "./resource.ts";

/** Of what a file or folder named in a place holds. Upstream: `Origin.Append` */
export function below(place: Origin, named: string): Origin {
  const repository = parseRepositoryUrl(named);
  if (repository === undefined) return { ...place, path: joined(place.path ?? "", named) };
  const { url, ref, folder } = repository;
  return { repo: url, ...(ref === "" ? {} : { ref }), path: joined("", folder) };
}

/** Of what is generated or changed by a step that a file in a place configures. */
export function configuredBy({ repo, ref, path = "" }: Origin, file: string, by: ConfiguredBy): Origin {
  return {
    ...(repo === undefined ? {} : { repo }),
    ...(ref === undefined ? {} : { ref }),
    configuredIn: joined(path, file),
    configuredBy: by,
  };
}

/** As Go's filepath.Join: cleaned, and free to lead upwards. */
export function joined(folder: string, named: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${named}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

export function withOrigin(resource: Resource, origin: Origin): Resource {
  if (resource.provenance?.origin !== undefined) return resource;
  return { ...resource, provenance: { origin, transformations: [] } };
}

/** Upstream: api/resmap/reswrangler.go `AddTransformerAnnotation` */
export function withTransformation(resource: Resource, by: Origin): Resource {
  const { provenance } = resource;
  if (provenance?.origin === undefined) return withOrigin(resource, by);
  return {
    ...resource,
    provenance: { ...provenance, transformations: [...provenance.transformations, by] },
  };
}

/** The annotation's text. Its fields stand in upstream's order. */
export function printedOrigin(origin: Origin): string {
  return lines(origin).join("");
}

export function printedTransformations(transformations: readonly Origin[]): string {
  return transformations
    .flatMap((origin) => lines(origin).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)))
    .join("");
}

function lines({ path, repo, ref, configuredIn, configuredBy }: Origin): readonly string[] {
  const by: JsonObject = configuredBy ?? {};
  return [
    ...Object.entries({ path, repo, ref, configuredIn }).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [`${name}: ${value}\n`],
    ),
    ...(configuredBy === undefined ? [] : ["configuredBy:\n"]),
    ...["apiVersion", "kind", "name", "namespace"].flatMap((name) =>
      typeof by[name] === "string" && by[name] !== "" ? [`  ${name}: ${by[name]}\n`] : [],
    ),
  ];
}
