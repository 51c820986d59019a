import { dump } from "js-yaml";
import type { JsonObject } from "#shared/model/json.ts";

/** One object of the benched application: its file in Git, its place in the cluster, and the value that pushes change. */
export type BenchObject = {
  readonly kind: "ConfigMap" | "Deployment";
  readonly name: string;
  readonly file: string;
  readonly manifest: (value: string, namespace?: string) => JsonObject;
  /** The value in a manifest or a live object. */
  readonly valueOf: (object: JsonObject) => string | undefined;
};

export const namespace = "bench";
/** The folder that the Kustomization builds. */
export const folder = "app";

/** Half ConfigMaps, half Deployments without Pods, each in a file of its own. */
export function objectsOf(count: number): BenchObject[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(4, "0");
    return index % 2 === 0 ? configMap(`settings-${number}`) : deployment(`web-${number}`);
  });
}

export function fileOf({ manifest }: BenchObject, value: string): string {
  return dump(manifest(value));
}

export function collectionOf({ kind }: Pick<BenchObject, "kind">, inNamespace = namespace): string {
  return kind === "ConfigMap"
    ? `/api/v1/namespaces/${inNamespace}/configmaps`
    : `/apis/apps/v1/namespaces/${inNamespace}/deployments`;
}

function configMap(name: string): BenchObject {
  return {
    kind: "ConfigMap",
    name,
    file: `${folder}/${name}.yaml`,
    manifest: (value, inNamespace = namespace) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: inNamespace, labels: { "app.kubernetes.io/name": name } },
      data: { value, "settings.properties": "log.level=info\nlog.format=json\ncache.size=1024\n" },
    }),
    valueOf: (object) => (object as { data?: Record<string, string> }).data?.["value"],
  };
}

function deployment(name: string): BenchObject {
  // A new one each time: the same one twice would be written as a YAML alias.
  const labels = (): JsonObject => ({ "app.kubernetes.io/name": name });
  return {
    kind: "Deployment",
    name,
    file: `${folder}/${name}.yaml`,
    manifest: (value, inNamespace = namespace) => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace: inNamespace, labels: labels() },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels() },
        template: {
          metadata: { labels: labels() },
          spec: {
            containers: [
              {
                name: "web",
                image: `registry.example.com/web:${value}`,
                ports: [{ containerPort: 8080, name: "http" }],
                resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
                readinessProbe: { httpGet: { path: "/healthz", port: "http" } },
              },
            ],
          },
        },
      },
    }),
    valueOf: (object) => {
      type Live = { spec?: { template?: { spec?: { containers?: { image?: string }[] } } } };
      return (object as Live).spec?.template?.spec?.containers?.[0]?.image?.split(":").at(-1);
    },
  };
}
