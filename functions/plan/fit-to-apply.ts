import { hasOrdinaryNumbers } from "#shared/kustomize/plain-output.ts";
import type { Failure } from "#shared/model/failure.ts";
import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

/** What keeps an object that kustomize builds from being applied. */
export function unfitness(manifest: Manifest, origin: string): readonly Failure[] {
  const { kind, metadata } = manifest;
  const failures: Failure[] = [];
  const refuse = (code: string, message: string, remedy: string): void => {
    failures.push({ code, subject: origin, message: `${kind} "${metadata.name}" ${message}`, remedy });
  };
  // kustomize builds what has none, and the type does not say so.
  if (!("apiVersion" in manifest) || manifest.apiVersion === "")
    refuse("build/not-an-object", "has no apiVersion", "Give it one");
  if (`${metadata.name}${metadata.namespace ?? ""}`.includes("/"))
    refuse(
      "build/bad-name",
      'has a "/" in its name or namespace, which the API server refuses',
      "Give it a name of lower case letters, digits, - and .",
    );
  const number = hasOrdinaryNumbers(manifest) ? undefined : numberBeyondDoubles(manifest, "");
  if (number !== undefined)
    refuse(
      "build/number-too-large",
      `holds the whole number ${number}, which is too large to be kept exactly`,
      "Quote it if it is an identifier",
    );
  return failures;
}

/** The bounds in a JSON schema, which the API server reads as doubles itself. */
const readAsDouble: ReadonlySet<string> = new Set([
  "maximum",
  "minimum",
  "multipleOf",
  "exclusiveMaximum",
  "exclusiveMinimum",
]);

function numberBeyondDoubles(value: Json, key: string): string | undefined {
  if (value instanceof WrittenNumber) return readAsDouble.has(key) ? undefined : value.text;
  if (typeof value !== "object" || value === null) return undefined;
  const members: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((element: Json) => [key, element])
    : Object.entries(value);
  for (const [name, member] of members) {
    const found = numberBeyondDoubles(member, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A fit object as JSON carries it: what remains of numbers beyond doubles are bounds, rounded as the API server does. */
export function withDoubles(manifest: Manifest): Manifest {
  if (hasOrdinaryNumbers(manifest)) return manifest;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bounds in schemas alone are changed
  return doubled(manifest) as Manifest;
}

function doubled(value: Json): Json {
  if (value instanceof WrittenNumber) return Number(value.value);
  if (Array.isArray(value)) {
    const list = value.map(doubled);
    return list.some((element, at) => element !== value[at]) ? list : value;
  }
  if (!isJsonObject(value)) return value;
  const changed = Object.entries(value).flatMap(([key, member]): [string, Json][] => {
    const next = doubled(member);
    return next === member ? [] : [[key, next]];
  });
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}
