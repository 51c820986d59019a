import * as fc from "fast-check";
import { dump } from "js-yaml";

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const name = fc.constantFrom("a", "b", "c", "d", "e");

/** YAML without what is undefined. */
export function yaml(draft: unknown): string {
  return dump(JSON.parse(JSON.stringify(draft)));
}

const env = fc.record({
  name: fc.constantFrom("A", "B"),
  value: maybe(fc.constantFrom("1", "true", "x", "")),
  $patch: fc.constantFrom(undefined, undefined, undefined, "delete"),
});
const port = fc.record({
  containerPort: fc.constantFrom(80, 81),
  protocol: fc.constantFrom(undefined, "TCP", "UDP"),
  name: maybe(name),
});
const container = fc.record({
  name,
  image: maybe(fc.constantFrom("nginx:9", "redis")),
  env: maybe(fc.array(env, { maxLength: 2 })),
  ports: maybe(fc.array(port, { maxLength: 2 })),
  args: maybe(fc.constantFrom(["x"], ["y", "z"], null)),
  resources: fc.constantFrom(undefined, { limits: { cpu: "1" } }, null),
  $patch: fc.constantFrom(undefined, undefined, undefined, undefined, "delete"),
});
const volume = fc.record({
  name,
  configMap: maybe(fc.record({ name })),
  emptyDir: fc.constantFrom(undefined, {}),
});
const podSpec = fc.record({
  containers: maybe(fc.array(container, { maxLength: 2 })),
  volumes: maybe(fc.array(volume, { maxLength: 2 })),
  nodeSelector: fc.constantFrom(undefined, { k: "v" }, { $patch: "replace", z: "w" }, null),
  tolerations: fc.constantFrom(undefined, [{ key: "k", operator: "Exists" }]),
  serviceAccountName: fc.constantFrom(undefined, "a", null),
});
const marks = fc.constantFrom(undefined, { x: "z" }, { x: null }, { n: "1", o: "on" }, null, {});
const metadata = fc.record({
  name,
  namespace: fc.constantFrom(undefined, undefined, "one"),
  labels: marks,
  annotations: marks,
});

/** Most patches are for one of the objects that every tree has. */
const known = (kinds: Readonly<Record<string, string>>): fc.Arbitrary<{ kind: string; name: string }> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(...Object.entries(kinds).map(([kind, name]) => ({ kind, name }))),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom(...Object.keys(kinds)), name }) },
  );

const meant = (kinds: Readonly<Record<string, string>>, rest: object): fc.Arbitrary<object> =>
  fc
    .tuple(known(kinds), metadata, fc.record(Object.assign({ apiVersion: fc.constant("v1") }, rest)))
    .map(([{ kind, name }, metadata, members]): object =>
      Object.assign({}, members, { kind, metadata: Object.assign({}, metadata, { name }) }),
    );

const mergePatch = fc.oneof(
  meant(
    { Deployment: "a", StatefulSet: "b" },
    {
      apiVersion: fc.constant("apps/v1"),
      spec: maybe(
        fc.record({
          replicas: fc.constantFrom(undefined, 0, 5, null),
          template: maybe(fc.record({ metadata: maybe(fc.record({ labels: marks })), spec: podSpec })),
        }),
      ),
    },
  ),
  meant(
    { ConfigMap: "c", Service: "d", Secret: "g" },
    {
      data: fc.constantFrom(undefined, { k: "v" }, { k: null, l: "multi\nline\n" }),
      $patch: fc.constantFrom(undefined, undefined, undefined, undefined, "delete"),
    },
  ),
  meant(
    { Thing: "e" },
    {
      apiVersion: fc.constant("example.com/v1"),
      spec: fc.record({
        containers: fc.constantFrom(undefined, [{ name: "a", image: "x" }], []),
        list: fc.constantFrom(undefined, [1, 2], [{ name: "a", v: 1 }]),
      }),
    },
  ),
);

const operation = fc.oneof(
  fc.record({
    op: fc.constantFrom("add", "replace"),
    path: fc.constantFrom(
      "/metadata/labels/p",
      "/metadata/annotations",
      "/metadata/annotations/p",
      "/spec/replicas",
      "/spec/template/spec/containers/0/image",
      "/spec/template/spec/containers/-",
      "/data/k",
    ),
    value: fc.constantFrom("v", 3, { a: "b" }, { name: "z", image: "z:1" }, [], null),
  }),
  fc.record({
    op: fc.constant("replace"),
    path: fc.constantFrom("/metadata/name", "/metadata/namespace", "/kind"),
    value: fc.constantFrom("v", "one"),
  }),
  fc.record({
    op: fc.constant("remove"),
    path: fc.constantFrom("/metadata/labels", "/spec/replicas", "/spec/template/spec/containers/0"),
  }),
);

const target = fc.record({
  kind: fc.constantFrom(undefined, "Deployment", "ConfigMap", "Deployment|StatefulSet", ".*Set"),
  name: fc.constantFrom(undefined, "a", "b", "[a-c]", "p-a"),
  namespace: fc.constantFrom(undefined, undefined, "one", "default"),
  labelSelector: fc.constantFrom(undefined, undefined, "x=y", "x!=y", "x in (y,z)", "!x"),
});

/** One entry of `patches`. */
export const patchEntry: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ patch: mergePatch.map(yaml), target: fc.constantFrom(undefined, undefined) }),
  fc.record({
    patch: mergePatch.map(yaml),
    target,
    options: fc.constantFrom(undefined, undefined, { allowNameChange: true }, { allowKindChange: true }),
  }),
  fc.record({ patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map(yaml), target }),
);

/** One entry of `patchesStrategicMerge`. */
export const mergePatchText: fc.Arbitrary<string> = mergePatch.map(yaml);
