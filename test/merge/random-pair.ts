import * as fc from "fast-check";
import { scalarText } from "#shared/merge/scalar-text.ts";
import type { Json, JsonObject } from "#shared/model/json.ts";

/** An object and a patch for it. */
export type Pair = { readonly target: JsonObject; readonly patch: JsonObject };

export type PairOptions = {
  /** Elements may lack their key, share it, or be no mappings at all. */
  readonly odd?: boolean;
  /** The patch may hold `$patch`. */
  readonly directed?: boolean;
};

type Fields = Readonly<Record<string, fc.Arbitrary<Json>>>;
type Build = { readonly mapping: (fields: Fields) => fc.Arbitrary<Json>; readonly list: ListOf };
type ListOf = (keys: Fields, rest: Fields) => fc.Arbitrary<Json>;

export function randomPair({ odd = false, directed = false }: PairOptions): fc.Arbitrary<Pair> {
  const target = buildWith(odd, false);
  const patch = buildWith(odd, directed);
  return fc.constantFrom(...kinds).chain(({ apiVersion, kind, body }) =>
    fc.record({ target: body(target), patch: body(patch) }).map((made) => ({
      target: { apiVersion, kind, ...asObject(made.target) },
      patch: { apiVersion, kind, ...asObject(made.patch) },
    })),
  );
}

function asObject(value: Json): JsonObject {
  return value as JsonObject;
}

function buildWith(odd: boolean, directed: boolean): Build {
  const directive = directed ? { $patch: sometimes(fc.constantFrom("delete", "replace", "merge")) } : {};
  const mapping = (fields: Fields): fc.Arbitrary<Json> => present({ ...fields, ...directive });
  const list: ListOf = (keys, rest) => {
    const element = odd
      ? fc.oneof({ weight: 9, arbitrary: mapping({ ...keys, ...rest }) }, { weight: 1, arbitrary: anything })
      : fc.tuple(mapping(rest), fc.record(keys)).map(both);
    const elements = odd
      ? fc.array(element, { maxLength: 4 })
      : fc.uniqueArray(element, { maxLength: 4, selector: (made) => keyOf(made, Object.keys(keys)) });
    if (!directed) return elements;
    return fc
      .tuple(elements, sometimes(fc.constantFrom("delete", "replace", "merge")))
      .map(([made, word]): Json => led(word, made));
  };
  return { mapping, list };
}

function led(word: Json | undefined, list: readonly Json[]): readonly Json[] {
  return word === undefined ? list : [{ $patch: word }, ...list];
}

function both([one, other]: readonly [Json, Json]): Json {
  return { ...asObject(one), ...asObject(other) };
}

/** 80 and "80" are the same key. */
function keyOf(element: Json, keys: readonly string[]): string {
  return keys.map((key) => scalarText(asObject(element)[key])).join(" ");
}

function sometimes(arbitrary: fc.Arbitrary<Json>): fc.Arbitrary<Json | undefined> {
  return fc
    .option(arbitrary, { freq: 8, nil: undefined })
    .chain((value) => fc.constantFrom(value, undefined));
}

/** A mapping with some of the fields. */
function present(fields: Readonly<Record<string, fc.Arbitrary<Json | undefined>>>): fc.Arbitrary<Json> {
  return fc.record(fields, { requiredKeys: [] }).map((made): Json => {
    const there = Object.entries(made).filter((entry): entry is [string, Json] => entry[1] !== undefined);
    return Object.fromEntries(there);
  });
}

const name = fc.constantFrom("a", "b", "c", "d");
const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json[]>("x", "y", 1, 80, true, "80", "", null);
const scalars = fc.uniqueArray(fc.constantFrom<Json[]>("x", "y", "z", 7), { maxLength: 3 });
const anything: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(null, {}, "x", 5, [], { image: "x" });

function containers({ mapping, list }: Build): fc.Arbitrary<Json> {
  return list(
    { name },
    {
      image: fc.constantFrom("x:1", "y:2"),
      args: scalars,
      env: list(
        { name },
        { value: fc.constantFrom("1", "2"), valueFrom: mapping({ fieldRef: mapping({}) }) },
      ),
      ports: list(
        { containerPort: fc.constantFrom<Json[]>(80, 443, "80"), protocol: fc.constantFrom("TCP", "UDP") },
        { name, hostPort: fc.constant(1) },
      ),
      volumeMounts: list({ mountPath: fc.constantFrom("/a", "/b") }, { name }),
      resources: mapping({ limits: mapping({ cpu: scalar }), requests: scalar.map(() => null) }),
    },
  );
}

function podSpec(build: Build): fc.Arbitrary<Json> {
  const { mapping, list } = build;
  return mapping({
    containers: containers(build),
    volumes: list({ name }, { emptyDir: mapping({}), configMap: mapping({ name: scalar }) }),
    tolerations: list({ key: name }, { operator: fc.constant("Exists") }),
    topologySpreadConstraints: list(
      { topologyKey: name, whenUnsatisfiable: name },
      { maxSkew: fc.constant(1) },
    ),
    nodeSelector: mapping({ a: scalar, b: scalar }),
  });
}

function template(build: Build): fc.Arbitrary<Json> {
  const { mapping } = build;
  return mapping({
    metadata: mapping({ finalizers: scalars, labels: mapping({ a: name }) }),
    spec: podSpec(build),
  });
}

type Kind = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly body: (build: Build) => fc.Arbitrary<Json>;
};

const kinds: readonly Kind[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    body: (build) =>
      present({
        spec: build.mapping({
          replicas: fc.constant(2),
          strategy: build.mapping({}),
          template: template(build),
        }),
      }),
  },
  {
    apiVersion: "v1",
    kind: "Service",
    body: ({ mapping, list }) => {
      const port = fc.constantFrom(80, 90, 443);
      return present({
        spec: mapping({
          ports: list({ port }, { name, targetPort: scalar }),
          selector: mapping({ a: scalar }),
        }),
      });
    },
  },
  {
    apiVersion: "example.com/v1",
    kind: "Widget",
    body: (build) => {
      const { mapping, list } = build;
      const pod = fc.record({ apiVersion: fc.constant("v1"), kind: fc.constant("Pod") });
      const inner = fc.tuple(mapping({ spec: podSpec(build) }), pod).map(both);
      return present({
        spec: mapping({ list: list({ name }, { a: scalar }), inner, a: scalar }),
      });
    },
  },
];
