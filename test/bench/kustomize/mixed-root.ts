import { changed, type BuildRoot } from "./build-root.ts";
import { mixedApp, type MixedApp } from "./mixed-app.ts";

type Files = Readonly<Record<string, string>>;

const apps = Array.from({ length: 125 }, (_, index) => mixedApp(index));
const header = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

/** A thousand objects of many kinds, a folder for each application and a kustomization for each team. */
function base(): Files {
  const teams = [...new Set(apps.map(({ team }) => team))];
  const files: Record<string, string> = {
    "base/kustomization.yaml": `${header}resources:\n${list(teams)}`,
  };
  for (const team of teams) {
    const paths: string[] = [];
    for (const app of apps.filter((one) => one.team === team)) {
      for (const [file, text] of Object.entries(app.files)) {
        files[`base/${team}/${app.name}/${file}`] = text;
        paths.push(`${app.name}/${file}`);
      }
    }
    files[`base/${team}/kustomization.yaml`] = `${header}resources:\n${list(paths)}`;
  }
  return files;
}

/** What every environment has: labels, annotations, a patch for every Deployment, settings that all share. */
function common(): Files {
  return {
    "overlays/common/kustomization.yaml": `${header}resources:
  - ../../base
labels:
  - pairs:
      app.kubernetes.io/part-of: shop
      app.kubernetes.io/managed-by: plumbline
    includeTemplates: true
commonAnnotations:
  example.com/owner: shop@example.com
patches:
  - path: spread.yaml
    target:
      kind: Deployment|StatefulSet
  - target:
      kind: Ingress
    patch: |-
      - op: add
        path: /metadata/annotations/nginx.ingress.kubernetes.io~1ssl-redirect
        value: "true"
configMapGenerator:
${generators(20, (at) => `  - name: shared-${at}\n    envs: [shared.env]\n    literals:\n      - NUMBER=${at}\n`)}`,
    "overlays/common/shared.env": "# for everyone\nREGION=unset\nTRACING=on\nSAMPLING=0.05\n",
    "overlays/common/spread.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: every
spec:
  template:
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
      containers:
        - name: app
          securityContext:
            allowPrivilegeEscalation: false
`,
  };
}

/** Production: a namespace, names, images, secrets, and patches for the applications that need more. */
function production(): Files {
  const grown = apps.filter((_, index) => index % 5 === 1 && index % 10 !== 7);
  const patches = grown.map((app): [string, string] => [`overlays/production/${app.name}.yaml`, more(app)]);
  const pinned = apps.filter((_, index) => index % 6 === 0);
  return {
    ...Object.fromEntries(patches),
    "overlays/production/kustomization.yaml": `${header}namespace: shop
namePrefix: prod-
resources:
  - ../common
  - namespace.yaml
patches:
${grown.map(({ name }) => `  - path: ${name}.yaml\n`).join("")}  - target:
      kind: Service
      name: .*-0[0-4][0-9]
    patch: |-
      - op: replace
        path: /spec/type
        value: NodePort
images:
  - name: busybox
    newTag: "1.37"
  - name: envoyproxy/envoy
    newName: registry.example.com/mirror/envoy
    newTag: v1.32.1
${pinned.map(({ name }) => `  - name: registry.example.com/shop/${name}\n    newTag: 2.0.0\n`).join("")}replicas:
${grown
  .slice(0, 5)
  .map(({ name }) => `  - name: ${name}\n    count: 6\n`)
  .join("")}secretGenerator:
${generators(20, (at) => `  - name: credentials-${at}\n    files: [token=secret.txt]\n    literals:\n      - USER=user-${at}\n`)}`,
    "overlays/production/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n",
    "overlays/production/secret.txt": "correct horse battery staple\n",
  };
}

function more({ name }: MixedApp): string {
  const kind = name.endsWith("3") ? "StatefulSet" : "Deployment";
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
spec:
  replicas: 4
  template:
    spec:
      containers:
        - name: app
          env:
            - name: WORKERS
              value: "16"
            - name: CACHE_SIZE
              value: 512Mi
          resources:
            limits:
              memory: 1Gi
`;
}

/** One region of it, which differs in settings and in a few details. */
function region(): Files {
  return {
    "overlays/production-eu/kustomization.yaml": `${header}nameSuffix: -eu
resources:
  - ../production
labels:
  - pairs:
      topology.kubernetes.io/region: eu
patches:
  - target:
      kind: Deployment
      labelSelector: app.kubernetes.io/name in (accounts-000, basket-006, events-004)
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/env/-
        value: { name: REGION, value: eu }
      - op: replace
        path: /spec/replicas
        value: 8
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata:
        name: catalogue-002
      spec:
        sessionAffinity: ClientIP
configMapGenerator:
${generators(10, (at) => `  - name: shared-${at}\n    behavior: merge\n    literals:\n      - REGION=eu\n`)}`,
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => `  - ${name}\n`).join("");
}

function generators(count: number, one: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => one(at)).join("");
}

/** A base of 1,000 mixed objects under three overlays: patches of both kinds, images, labels and 50 generators. */
export function mixedRoot(): BuildRoot {
  const files = { ...base(), ...common(), ...production(), ...region() };
  return {
    name: "mixed1000",
    files,
    paths: ["overlays/production-eu"],
    change: (turn) => {
      const { team, name } = apps[(turn * 2 + 1) % apps.length] ?? { team: "", name: "" };
      return changed(files, `base/${team}/${name}/config.yaml`, {
        old: "level: info",
        fresh: "level: debug",
      });
    },
  };
}
