import { resourceOf, type Resource } from "#shared/kustomize/resource.ts";
import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import type { Manifest, ManifestMetadata } from "#shared/model/manifest.ts";

import { base64Lines } from "./base64-lines.ts";
import type { GeneratorArgs } from "./generator-args.ts";
import { keyValuesOf, type Gathered, type ReadFile } from "./key-values.ts";
import { unprintableKey, unprintableValue, type Unprintable } from "./unprintable.ts";

/**
 * The ConfigMap or Secret that a generator asks for, to join the others by `gathering`.
 * Upstream: api/internal/generators/configmap.go, api/internal/generators/secret.go
 */
export function generateObject(args: GeneratorArgs, read: ReadFile): Result<Resource> {
  const failures: Failure[] = [];
  if (args.name === "")
    failures.push({
      code: "build/generator-name",
      subject: args.origin,
      message: "a configmap must have a name",
      remedy: `Give this ${args.kind} a name`,
    });
  const gathered = keyValuesOf({ args, read, failures });
  const manifest = args.kind === "Secret" ? secret(args, gathered) : configMap(args, gathered);
  const all = [...failures, ...unprintableIn(manifest, args, gathered)];
  if (all.length > 0) return failedWith(all);
  const { behavior, options } = args;
  return done({
    ...resourceOf(manifest, args.origin),
    generated: { behavior, needsHash: !options.disableNameSuffixHash },
  });
}

function configMap(args: GeneratorArgs, gathered: readonly Gathered[]): Manifest {
  const data: Texts = new Map();
  const binaryData: Texts = new Map();
  for (const { key, value } of gathered) {
    const text = typeof value === "string" ? value : textOf(value);
    if (text === undefined) binaryData.set(key, base64Lines(bytesOf(value)));
    else data.set(key, text);
  }
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadataOf(args),
    ...(data.size > 0 ? { data: Object.fromEntries(data) } : {}),
    ...(binaryData.size > 0 ? { binaryData: Object.fromEntries(binaryData) } : {}),
    ...(args.options.immutable ? { immutable: true } : {}),
  };
}

function secret(args: GeneratorArgs, gathered: readonly Gathered[]): Manifest {
  const data: Texts = new Map(gathered.map(({ key, value }) => [key, base64Lines(bytesOf(value))]));
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadataOf(args),
    type: args.type || "Opaque",
    data: Object.fromEntries(data),
    ...(args.options.immutable ? { immutable: true } : {}),
  };
}

type Texts = Map<string, string>;

function metadataOf({ name, namespace, options }: GeneratorArgs): ManifestMetadata {
  const { labels, annotations } = options;
  return {
    name,
    ...(namespace === "" ? {} : { namespace }),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}

/** Undefined when the bytes are no UTF-8. A byte order mark is part of the text. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is wrong with a text in the object, where it is, and in which source. */
function unprintableIn(
  { kind, data }: Manifest,
  { options, origin }: GeneratorArgs,
  gathered: readonly Gathered[],
): readonly Failure[] {
  const originByKey = new Map(gathered.map(({ key, source }) => [key, source.origin]));
  const texts = [
    ...Object.entries(kind === "ConfigMap" ? (data ?? {}) : {}),
    ...Object.entries(options.labels),
    ...Object.entries(options.annotations),
  ];
  const keys = new Set([...originByKey.keys(), ...texts.map(([key]) => key)]);
  const failures: Failure[] = [];
  const note = (key: string, what: string, problem: Unprintable | undefined): void => {
    if (problem === undefined) return;
    const { message, remedy } = problem;
    const subject = originByKey.get(key) ?? origin;
    failures.push({ code: "build/unprintable", subject, message: `${what} "${key}": ${message}`, remedy });
  };
  for (const key of keys) note(key, "has the key", unprintableKey(key));
  for (const [key, text] of texts)
    if (typeof text === "string") note(key, "has a value under", unprintableValue(text));
  return failures;
}
