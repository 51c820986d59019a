import type { Json } from "#shared/model/json.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";

type Pair = {
  readonly name: string;
  /** `apps/v1 Deployment` */
  readonly type: string;
  /** The objects are given as YAML, without what they all have: type and name. */
  readonly target: string;
  readonly patch: string;
};

/** A patch and what the real kustomize made of it: YAML again, or `deleted`. */
export type MergeCase = Pair & { readonly gives: string };
/** A patch that the real kustomize refused, and in which words. */
export type CaseRefused = Pair & { readonly refused: string };

/** One of a case's objects, whole. */
export function objectText({ type }: Pick<Pair, "type">, body: string, name = "it"): string {
  const [apiVersion, kind] = type.split(" ");
  const metadata = /^metadata: \{/m;
  const named = metadata.test(body)
    ? body.replace(metadata, `metadata: {name: ${name}, `)
    : `${body}\nmetadata: {name: ${name}}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${named}\n`;
}

export function objectIn(text: string): Json {
  const reading = readManifests(new TextEncoder().encode(text));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.manifests[0]?.manifest ?? null;
}
