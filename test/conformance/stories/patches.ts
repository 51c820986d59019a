import { object, one, refused, type Chapter, type Story } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { deployment, service, settings } from "./shop.ts";

const shop = `${deployment}---\n${service}---\n${settings}`;

/** A patch of the Deployment, by what stands below `spec.template.spec`. */
const ofPods = (shows: string, podSpec: string): Story =>
  one(
    shows,
    deployment,
    `patches:\n- patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: shop}, spec: {template: {spec: ${podSpec}}}}'\n`,
  );

/** One entry of `patches` for the whole shop. */
const entry = (shows: string, text: string): Story => one(shows, shop, `patches:\n${text}`);

const annotate = (shows: string, target: string): Story =>
  entry(
    shows,
    `- target: ${target}\n  patch: |\n    kind: any\n    metadata: {name: any, annotations: {patched: 'yes'}}\n`,
  );

/** An entry of `patches` that carries out operations. */
const operations = (target: string, ...all: readonly object[]): string =>
  `- target: ${target}\n  patch: '${JSON.stringify(all)}'\n`;

/** Merging and operating on objects. */
export const patches: Chapter = {
  name: "patches",
  stories: [
    ofPods(
      "a container is found by its name, and one that is new comes first",
      "{containers: [{name: new, image: n}, {name: log, image: fluentd:v2}]}",
    ),
    ofPods("a container is taken away", "{containers: [{name: log, $patch: delete}]}"),
    ofPods("all containers are replaced", "{containers: [{$patch: replace}, {name: only, image: o}]}"),
    ofPods(
      "ports are told apart by number and protocol",
      "{containers: [{name: web, ports: [{containerPort: 80, protocol: UDP, name: quic}, {containerPort: 443}]}]}",
    ),
    ofPods("a list without keys is replaced as a whole", "{containers: [{name: web, args: [one]}]}"),
    ofPods(
      "a volume changes its kind when the old one is unset",
      "{volumes: [{name: config, configMap: null, emptyDir: {}}]}",
    ),
    ofPods(
      "null takes a field away, and an empty mapping merges with nothing",
      "{volumes: null, nodeSelector: {}}",
    ),
    ofPods(
      "$patch: replace takes a mapping's place",
      "{containers: [{name: web, resources: {limits: {cpu: 1}}}], securityContext: {$patch: replace, runAsUser: 1000}}",
    ),
    ofPods(
      "directives of kubectl's that kustomize does not follow stay in",
      "{$setElementOrder/containers: [{name: log}, {name: web}]}",
    ),
    one(
      "an operation adds an annotation, or takes all away, where there are none",
      configMap("a") + "---\n" + configMap("b"),
      `patches:\n${operations("{name: a}", { op: "add", path: "/metadata/annotations/new", value: "here" })}${operations("{name: b}", { op: "remove", path: "/metadata/annotations" })}`,
    ),
    one(
      "an operation adds an annotation where a prefix was added before",
      configMap("a"),
      `namePrefix: x-\npatchesJson6902:\n${operations("{version: v1, kind: ConfigMap, name: a}", { op: "add", path: "/metadata/annotations/new", value: "here" })}`,
    ),
    one(
      "an operation takes the apiVersion away, and nobody minds",
      shop,
      `namePrefix: p-\npatches:\n${operations("{kind: Service}", { op: "remove", path: "/apiVersion" })}`,
    ),
    entry(
      "an object goes away",
      "- patch: '{apiVersion: v1, kind: Service, metadata: {name: shop}, $patch: delete}'\n",
    ),
    {
      shows: "a file may hold several patches",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "patches: [{path: p.yaml}]\n"),
        "shop.yaml": shop,
        "p.yaml":
          "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {type: LoadBalancer}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {greeting: hi, more: x}\n",
      },
    },
    entry(
      "operations add, replace, remove, copy, move and test",
      `- target: {kind: Deployment, name: shop}
  patch: |
    - {op: test, path: /spec/replicas, value: 1}
    - {op: replace, path: /spec/replicas, value: 4}
    - {op: add, path: /metadata/annotations, value: {}}
    - {op: add, path: /metadata/annotations/example.com~1note, value: "a~b"}
    - {op: remove, path: /spec/template/spec/containers/1}
    - {op: copy, from: /metadata/labels, path: /spec/template/metadata/annotations}
    - {op: move, from: /spec/template/spec/containers/0/args, path: /spec/template/spec/containers/0/command}
    - {op: add, path: /spec/template/spec/containers/-, value: {name: last, image: l}}
`,
    ),
    {
      shows: "operations in a file of JSON",
      files: {
        "kustomization.yaml": kustomization(
          ["shop.yaml"],
          "patches: [{path: ops.json, target: {version: v1, kind: Service}}]\n",
        ),
        "shop.yaml": shop,
        "ops.json": '[{"op": "add", "path": "/spec/ports/0/targetPort", "value": 8080}]\n',
      },
    },
    annotate("a target that asks for nothing is everything", "{}"),
    annotate("a target's name is a whole regular expression", "{name: s.*p}"),
    annotate("a target by labels", "{labelSelector: 'app=shop,tier!=back'}"),
    annotate(
      "a target by a set of labels",
      "{labelSelector: 'app in (shop, store)', kind: ConfigMap|Secret}",
    ),
    annotate("a target by group and version", "{group: apps, version: v1}"),
    annotate("a target that nothing fits is no mistake", "{kind: Ingress}"),
    {
      shows: "a target by annotations, and by the namespace it has or had",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          `patches:\n${operations("{annotationSelector: patch=me}", { op: "add", path: "/data", value: { a: "one" } })}${operations("{namespace: old}", { op: "add", path: "/data/b", value: "two" })}`,
        ),
        "base/kustomization.yaml": kustomization(["a.yaml"], "namespace: new\n"),
        "base/a.yaml": object("v1 ConfigMap", "a", "  namespace: old\n  annotations: {patch: me}\n"),
      },
    },
    {
      shows: "a patch finds an object by the name it had in the base",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          "namePrefix: top-\npatches:\n- patch: '{apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {type: NodePort}}'\n- patch: '{apiVersion: v1, kind: Service, metadata: {name: base-shop}, spec: {clusterIP: None}}'\n",
        ),
        "base/kustomization.yaml": kustomization(["shop.yaml"], "namePrefix: base-\n"),
        "base/shop.yaml": shop,
      },
    },
    entry(
      "name and kind of a patch count only when it is allowed",
      `- target: {kind: Service}
  patch: '{apiVersion: v1, kind: Service, metadata: {name: counter}}'
- target: {kind: ConfigMap}
  options: {allowNameChange: true, allowKindChange: true}
  patch: '{apiVersion: v1, kind: Secret, metadata: {name: secrets}, type: Opaque}'
`,
    ),
    entry(
      "operations may rename, and references follow",
      operations("{kind: ConfigMap}", { op: "replace", path: "/metadata/name", value: "choices" }),
    ),
    one(
      "the old fields: patchesStrategicMerge comes first, patchesJson6902 behind labels and names",
      shop,
      `namePrefix: p-
patchesStrategicMerge:
- |
  apiVersion: v1
  kind: Service
  metadata: {name: shop, labels: {first: merged}}
patches:
- target: {kind: Service}
  patch: '[{"op": "add", "path": "/metadata/labels/second", "value": "patched"}]'
commonLabels: {third: labelled}
patchesJson6902:
- target: {version: v1, kind: Service, name: shop}
  patch: '[{"op": "add", "path": "/metadata/labels/fourth", "value": "operated"}]'
`,
    ),
    one(
      "a type that nobody knows has its lists replaced",
      object(
        "example.com/v1 Thing",
        "t",
        "spec: {containers: [{name: a, image: a}, {name: b, image: b}], deep: {x: 1, y: 2}}\n",
      ),
      "patches:\n- patch: '{apiVersion: example.com/v1, kind: Thing, metadata: {name: t}, spec: {containers: [{name: b, image: c}], deep: {y: null, z: 3}}}'\n",
    ),
    one(
      "texts, numbers and truths of a patch stay what they are",
      settings,
      `patches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: settings, annotations: {n: "1", t: "true", e: "1e3"}}\n    data: {greeting: "yes", number: 1.10, large: 12345678901234567890, octal: 0644, long: "${"many words ".repeat(12).trim()}"}\n`,
    ),
    one(
      "patches see what those before them have done",
      settings,
      [
        "patches:\n",
        "- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {step: one}}}'\n",
        operations("{labelSelector: step=one}", {
          op: "replace",
          path: "/metadata/labels/step",
          value: "two",
        }),
        operations("{labelSelector: step=two}", { op: "add", path: "/data/seen", value: "two" }),
      ].join(""),
    ),
  ],
};

/** Patches that cannot be applied. */
export const patchesRefused: Chapter = {
  name: "patches-refused",
  stories: [
    refused(
      "build/patch-failed",
      "no resource matches strategic merge patch",
      entry(
        "a patch of an object that is not there",
        "- patch: '{apiVersion: v1, kind: Service, metadata: {name: shoop}}'\n",
      ),
    ),
    refused("build/patch-failed", "failed to find unique target for patch", {
      shows: "a patch of a name that two objects have",
      files: {
        "kustomization.yaml": kustomization(
          ["a", "b"],
          "patches:\n- patch: '{apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {type: NodePort}}'\n",
        ),
        "a/kustomization.yaml": kustomization(["../base"], "namePrefix: a-\n"),
        "b/kustomization.yaml": kustomization(["../base"], "namePrefix: b-\n"),
        "base/kustomization.yaml": kustomization(["s.yaml"]),
        "base/s.yaml": service,
      },
    }),
    refused(
      "build/patch-invalid",
      "must specify a target for JSON patch",
      entry("operations for nobody", "- patch: |\n    - {op: remove, path: /spec}\n"),
    ),
    refused(
      "build/patch-invalid",
      "must specify one of patch and path in",
      entry("an entry with neither patch nor path", "- target: {kind: Service}\n"),
    ),
    refused(
      "build/patch-invalid",
      "patch and path can't be set at the same time",
      entry("an entry with patch and path", "- {path: p.yaml, patch: '{}'}\n"),
    ),
    refused(
      "build/patch-invalid",
      "unable to parse SM or JSON patch from",
      entry("a patch that is neither", "- patch: 'just words'\n"),
    ),
    refused(
      "build/patch-invalid",
      "unable to parse SM or JSON patch from",
      entry(
        "operations that begin like JSON and are YAML",
        "- target: {kind: Service}\n  patch: '[{op: remove, path: /spec}]'\n",
      ),
    ),
    refused(
      "build/patch-failed",
      "testing value /spec/replicas failed",
      entry(
        "a test that fails",
        operations("{kind: Deployment}", { op: "test", path: "/spec/replicas", value: 2 }),
      ),
    ),
    refused(
      "build/patch-failed",
      "missing kind in object",
      one(
        "operations that leave no kind",
        shop,
        `patches:\n${operations("{kind: Service}", { op: "remove", path: "/kind" })}`,
      ),
    ),
    refused(
      "build/patch-failed",
      "Unable to remove nonexistent key: gone",
      entry(
        "an operation on a field that is not there",
        operations("{kind: Service}", { op: "remove", path: "/spec/gone" }),
      ),
    ),
    refused(
      "build/patch-invalid",
      "unable to parse requirement",
      annotate("a selector that is none", "{labelSelector: 'a in'}"),
    ),
    refused(
      "build/patch-invalid",
      "error parsing regexp",
      annotate("a name that is no regular expression", "{name: 's('}"),
    ),
    refused("build/file-missing", "failed to get the patch file from path(gone.yaml)", {
      shows: "a patch whose file is not there",
      files: {
        "kustomization.yaml": kustomization(["s.yaml"], "patches: [{path: gone.yaml}]\n"),
        "s.yaml": service,
      },
    }),
  ],
};
