import { documents, object, one, rbac, refused, type Chapter, type Story } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { deployment, service, settings } from "./shop.ts";

const shop = `${deployment}---\n${service}---\n${settings}`;

const plugin = (kind: string, rest: string): string =>
  `apiVersion: builtin\nkind: ${kind}\nmetadata: {name: plugin}\n${rest}`;

/** An element of a list that is YAML in its place. */
const inPlace = (text: string): string => `- |\n  ${text.replaceAll("\n", "\n  ")}\n`;

/** One transformer of kustomize's own, on the whole shop. */
const transformed = (shows: string, kind: string, rest: string): Story => ({
  shows,
  files: {
    "kustomization.yaml": kustomization(["shop.yaml"], "transformers: [plugin.yaml]\n"),
    "shop.yaml": shop,
    "plugin.yaml": plugin(kind, rest),
  },
});

const generated = (shows: string, kind: string, rest: string): Story => ({
  shows,
  files: {
    "kustomization.yaml": "namePrefix: p-\ngenerators: [plugin.yaml]\n",
    "plugin.yaml": plugin(kind, rest),
    "note.txt": "a note\n",
  },
});

const names = "fieldSpecs: [{path: metadata/name}]\n";

/** kustomize's own plugins, each by its configuration. */
export const plugins: Chapter = {
  name: "plugins",
  stories: [
    transformed(
      "AnnotationsTransformer",
      "AnnotationsTransformer",
      "annotations: {a: b}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n",
    ),
    transformed(
      "LabelTransformer, which makes only what its fields say",
      "LabelTransformer",
      "labels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true, kind: Service}, {path: spec/selector, kind: Service}, {path: spec/gone}]\n",
    ),
    transformed("PrefixTransformer", "PrefixTransformer", `prefix: a-\n${names}`),
    transformed("SuffixTransformer", "SuffixTransformer", `suffix: -z\n${names}`),
    transformed("PrefixSuffixTransformer", "PrefixSuffixTransformer", `prefix: a-\nsuffix: -z\n${names}`),
    transformed(
      "ImageTagTransformer, also where only its fields lead",
      "ImageTagTransformer",
      "imageTag: {name: nginx, newTag: v9}\nfieldSpecs: [{path: spec/image, kind: Thing}]\n",
    ),
    transformed(
      "ReplicaCountTransformer",
      "ReplicaCountTransformer",
      "replica: {name: shop, count: 7}\nfieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]\n",
    ),
    transformed(
      "PatchTransformer",
      "PatchTransformer",
      'target: {kind: Service}\npatch: \'[{"op": "add", "path": "/spec/type", "value": "NodePort"}]\'\n',
    ),
    transformed(
      "PatchStrategicMergeTransformer",
      "PatchStrategicMergeTransformer",
      "patches: |\n  apiVersion: v1\n  kind: Service\n  metadata: {name: shop}\n  spec: {type: NodePort}\n",
    ),
    transformed(
      "PatchJson6902Transformer",
      "PatchJson6902Transformer",
      'target: {version: v1, kind: Service, name: shop}\njsonOp: \'[{"op": "remove", "path": "/spec/selector"}]\'\n',
    ),
    transformed(
      "ReplacementTransformer",
      "ReplacementTransformer",
      "replacements: [{source: {kind: ConfigMap, fieldPath: data.greeting}, targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]}]\n",
    ),
    transformed(
      "ValueAddTransformer writes a value into fields, or into the paths that they hold",
      "ValueAddTransformer",
      "value: west\ntargets:\n- {fieldPath: metadata/namespace}\n- {selector: {kind: Deployment}, fieldPath: 'spec/template/spec/containers/[name=web]/volumeMounts/[name=config]/mountPath', filePathPosition: 2}\n- {selector: {kind: Deployment}, fieldPath: 'spec/template/spec/containers/[name=web]/image', filePathPosition: 1}\n- {selector: {kind: ConfigMap, namespace: west}, fieldPath: data/region}\n- {selector: {kind: Service}, fieldPath: spec/deep/new, filePathPosition: 9}\n",
    ),
    {
      shows: "ValueAddTransformer takes the folder's name where no value is given, and targets from a file",
      files: {
        "east/kustomization.yaml": kustomization(["shop.yaml"], "transformers: [plugin.yaml]\n"),
        "east/shop.yaml": shop,
        "east/plugin.yaml": plugin("ValueAddTransformer", "targetFilePath: targets.yaml\n"),
        "east/targets.yaml":
          "targets: [{fieldPath: metadata/labels/region}, {selector: {name: shop}, fieldPath: 'metadata/labels/a\\/b'}]\n",
      },
      path: "east",
    },
    {
      shows: "NamespaceTransformer leaves alone what has one, and may move every account",
      files: {
        "kustomization.yaml": kustomization(["all.yaml"], "transformers: [plugin.yaml]\n"),
        "plugin.yaml":
          "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: plugin, namespace: here}\nunsetOnly: true\nsetRoleBindingSubjects: allServiceAccounts\nfieldSpecs: [{path: metadata/namespace, create: true}]\n",
        "all.yaml": documents(
          configMap("a"),
          configMap("b", "  namespace: there\n"),
          object(
            `${rbac} RoleBinding`,
            "c",
            "subjects: [{kind: ServiceAccount, name: robot}, {kind: ServiceAccount, name: other, namespace: there}, {kind: User, name: default}]\n",
          ),
        ),
      },
    },
    {
      shows: "HashTransformer, which comes before the references are updated",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "transformers: [plugin.yaml]\n"),
        "shop.yaml": shop.replace(
          "  name: settings\n  labels:",
          "  name: settings\n  annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}\n  labels:",
        ),
        "plugin.yaml": plugin("HashTransformer", ""),
      },
    },
    generated(
      "ConfigMapGenerator",
      "ConfigMapGenerator",
      "name: made\nfiles: [note.txt]\nliterals: [a=b]\noptions: {labels: {a: b}}\n",
    ),
    generated(
      "SecretGenerator, by the name of its metadata",
      "SecretGenerator",
      "type: Opaque\nliterals: [a=b]\n",
    ),
    generated(
      "IAMPolicyGenerator",
      "IAMPolicyGenerator",
      "cloud: gke\nkubernetesService: {name: robot, namespace: here}\nserviceAccount: {name: robot, projectId: farm}\n",
    ),
    one(
      "plugins may be written in place, and come in the order of the list",
      shop,
      `transformers:\n${inPlace(plugin("PrefixTransformer", `prefix: a-\n${names}`))}${inPlace(plugin("SuffixTransformer", `suffix: -z\n${names}`))}`,
    ),
    {
      shows: "plugins may come from a folder that is built for it",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "transformers: [made]\n"),
        "shop.yaml": shop,
        "made/kustomization.yaml": kustomization(
          ["plugin.yaml"],
          'patches: [{target: {kind: PrefixTransformer}, patch: \'[{"op": "replace", "path": "/prefix", "value": "patched-"}]\'}]\n',
        ),
        "made/plugin.yaml": plugin("PrefixTransformer", `prefix: a-\n${names}`),
      },
    },
    {
      shows: "a validator may leave its mark on what has no labels, and nothing else",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "validators: [plugin.yaml]\n"),
        "shop.yaml": service,
        "plugin.yaml": plugin(
          "LabelTransformer",
          "labels: {validated-by: me}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
        ),
      },
    },
  ],
};

/** Plugins that are not run. */
export const pluginsRefused: Chapter = {
  name: "plugins-refused",
  stories: [
    refused("build/validator-changed", "validator shouldn't modify the resource map", {
      shows: "a validator that changes something",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "validators: [plugin.yaml]\n"),
        "shop.yaml": shop,
        "plugin.yaml": plugin(
          "LabelTransformer",
          "labels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
        ),
      },
    }),
    refused("build/plugin", "unable to load external plugin", {
      shows: "a plugin that is a program",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "transformers: [plugin.yaml]\n"),
        "shop.yaml": shop,
        "plugin.yaml": "apiVersion: example.com/v1\nkind: Painter\nmetadata: {name: p}\n",
      },
    }),
    refused("build/plugin", "unable to load external plugin", {
      shows: "a plugin that is a container",
      files: {
        "kustomization.yaml": kustomization([], "generators: [plugin.yaml]\n"),
        "plugin.yaml":
          "apiVersion: example.com/v1\nkind: Painter\nmetadata:\n  name: p\n  annotations:\n    config.kubernetes.io/function: |\n      container: {image: painter}\n",
      },
    }),
    refused("build/plugin", "unable to load builtin", {
      shows: "a plugin of kustomize's that there is not",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "transformers: [plugin.yaml]\n"),
        "shop.yaml": shop,
        "plugin.yaml": plugin("Painter", ""),
      },
    }),
    refused("build/plugin", "not a transformer", {
      shows: "a generator among the transformers",
      files: {
        "kustomization.yaml": kustomization(["shop.yaml"], "transformers: [plugin.yaml]\n"),
        "shop.yaml": shop,
        "plugin.yaml": plugin("ConfigMapGenerator", "name: a\n"),
      },
    }),
    refused("build/plugin", "not a generator", {
      shows: "a transformer among the generators",
      files: {
        "kustomization.yaml": kustomization([], "generators: [plugin.yaml]\n"),
        "plugin.yaml": plugin("PrefixTransformer", `prefix: a-\n${names}`),
      },
    }),
    refused(
      "build/plugin",
      "must specify at least one target",
      transformed("a ValueAddTransformer without a target", "ValueAddTransformer", "value: a\n"),
    ),
    refused(
      "build/plugin",
      "empty file path and empty patch content",
      transformed("a PatchStrategicMergeTransformer without a patch", "PatchStrategicMergeTransformer", ""),
    ),
    refused(
      "build/plugin",
      "fieldSpecs is not expected to be nil",
      transformed("a PrefixTransformer without fields", "PrefixTransformer", "prefix: a-\n"),
    ),
  ],
};
