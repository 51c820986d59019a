import * as fc from "fast-check";
import { dump } from "js-yaml";
import type { Tree } from "./tree.ts";

/** An object as it might be written: what is undefined is not. */
export type Draft = { readonly [key: string]: unknown };

const name = fc.constantFrom("a", "b", "c", "d", "e");
const namespace = fc.constantFrom(undefined, undefined, undefined, "default", "one", "two");
const image = fc.constantFrom(
  "nginx",
  "nginx:1.2",
  "registry.example:5000/nginx",
  "redis@sha256:0f",
  "redis:7",
);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const named = fc.record({ name });
const podSpec = fc.record({
  containers: fc.tuple(
    fc.record({
      name,
      image,
      args: fc.constantFrom(undefined, undefined, ["--one=$(ONE)", "$(TWO)", "$$(ONE)"]),
      envFrom: maybe(fc.tuple(fc.record({ configMapRef: named }), fc.record({ secretRef: named }))),
      env: maybe(fc.tuple(fc.record({ name, valueFrom: fc.record({ configMapKeyRef: named }) }))),
    }),
  ),
  initContainers: fc.constantFrom(undefined, undefined, null, [{ name: "i", image: "nginx" }]),
  volumes: maybe(
    fc.tuple(
      fc.record({ configMap: named }),
      fc.record({ secret: fc.record({ secretName: name }) }),
      fc.record({ persistentVolumeClaim: fc.record({ claimName: name }) }),
    ),
  ),
  serviceAccountName: maybe(name),
  priorityClassName: maybe(name),
  imagePullSecrets: maybe(fc.tuple(named)),
});
const template = fc.record({
  metadata: fc.constantFrom(undefined, null, { labels: { x: "y" } }),
  spec: podSpec,
});

const metadata = fc.record({
  name,
  namespace,
  labels: fc.constantFrom(undefined, undefined, null, { x: "y" }),
});
const clusterWide = fc.record({ name });

/** An object of some kind, in a namespace unless told otherwise. */
function kind(
  apiVersion: string,
  kinds: string,
  rest: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Draft> {
  const type = { apiVersion: fc.constant(apiVersion), kind: fc.constantFrom(...kinds.split(" ")) };
  return fc.record({ ...type, metadata, ...rest });
}

const roleRef = fc.record({
  apiGroup: fc.constant("rbac.authorization.k8s.io"),
  kind: fc.constantFrom("Role", "ClusterRole"),
  name,
});
const subjects = fc.tuple(
  fc.record({
    kind: fc.constant("ServiceAccount"),
    name: fc.constantFrom("a", "b", "default"),
    namespace: fc.constantFrom(undefined, "default", "one"),
  }),
  fc.record({ kind: fc.constant("User"), name }),
);
const rules = fc.tuple(fc.record({ resourceNames: fc.tuple(name, name) }));
const backend = fc.record({ service: named });

const draft: fc.Arbitrary<Draft> = fc.oneof(
  kind("apps/v1", "Deployment StatefulSet DaemonSet ReplicaSet", {
    spec: fc.record({ replicas: maybe(fc.constant(1)), serviceName: maybe(name), template }),
  }),
  kind("v1", "Pod", { spec: podSpec }),
  kind("batch/v1", "CronJob", {
    spec: fc.record({ jobTemplate: fc.record({ spec: fc.record({ template }) }) }),
  }),
  kind("v1", "ConfigMap Secret ServiceAccount Service PersistentVolumeClaim"),
  kind("v1", "ConfigMap", { data: fc.constantFrom({ k: "v:w-x" }, { k: "v", l: "two\nlines\n" }, null) }),
  kind("v1", "Namespace PersistentVolume", { metadata: clusterWide }),
  kind("scheduling.k8s.io/v1", "PriorityClass", { metadata: clusterWide }),
  kind("rbac.authorization.k8s.io/v1", "Role", { rules }),
  kind("rbac.authorization.k8s.io/v1", "ClusterRole", { metadata: clusterWide, rules }),
  kind("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef, subjects }),
  kind("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", { metadata: clusterWide, roleRef, subjects }),
  kind("networking.k8s.io/v1", "Ingress", {
    spec: fc.record({ tls: fc.tuple(fc.record({ secretName: name })), defaultBackend: backend }),
  }),
  kind("autoscaling/v2", "HorizontalPodAutoscaler", { spec: fc.record({ scaleTargetRef: named }) }),
  kind("apiregistration.k8s.io/v1", "APIService", {
    metadata: clusterWide,
    spec: fc.constantFrom({}, { service: { name: "a" } }),
  }),
  kind("example.com/v1", "Thing", { spec: fc.record({ containers: fc.tuple(fc.record({ image })) }) }),
);

const wishes: fc.Arbitrary<Draft> = fc.record({
  namePrefix: maybe(fc.constantFrom("p-", "dev-")),
  nameSuffix: fc.constantFrom(undefined, undefined, "-s"),
  namespace: fc.constantFrom(undefined, undefined, undefined, "one", "three"),
  images: fc.constantFrom(
    undefined,
    [{ name: "nginx", newTag: "v2" }],
    [
      { name: "n.*x", newName: "redis" },
      { name: "redis", tagSuffix: "-x" },
    ],
  ),
  labels: fc.constantFrom(
    undefined,
    [{ pairs: { l: "1" } }],
    [{ pairs: { l: "1" }, includeSelectors: true }],
    [{ pairs: { l: "1" }, includeTemplates: true }],
  ),
  commonAnnotations: fc.constantFrom(undefined, undefined, { note: "n" }),
});

export type Folder = {
  readonly drafts: readonly Draft[];
  readonly wishes: Draft;
  readonly basesFirst: boolean;
};

/** Objects in a folder, and what its kustomization does to them and to its bases. */
export const folder: fc.Arbitrary<Folder> = fc.record({
  drafts: fc.uniqueArray(draft, {
    maxLength: 6,
    selector: ({ kind, metadata }) => JSON.stringify([kind, metadata]),
  }),
  wishes,
  basesFirst: fc.boolean(),
});

/** Two bases, what is built on both, and a top: objects that name each other at random. */
export function randomTree(): fc.Arbitrary<Tree> {
  return fc
    .tuple(folder, folder, folder, folder)
    .map(([one, two, middle, top]) =>
      Object.assign(
        filesIn("one", one, []),
        filesIn("two", two, []),
        filesIn("middle", middle, ["../one", "../two"]),
        filesIn("top", top, ["../middle"]),
      ),
    );
}

export function filesIn(
  path: string,
  { drafts, wishes, basesFirst }: Folder,
  bases: readonly string[],
): Tree {
  const resources = basesFirst ? [...bases, "all.yaml"] : ["all.yaml", ...bases];
  return {
    [`${path}/all.yaml`]: drafts.map(written).join("---\n"),
    [`${path}/kustomization.yaml`]: written({ ...wishes, resources }),
  };
}

function written(draft: Draft): string {
  return dump(JSON.parse(JSON.stringify(draft)));
}
