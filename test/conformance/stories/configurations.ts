import {
  documents,
  object,
  one,
  refused,
  refusedInOtherWords,
  type Chapter,
} from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";

const thing = object(
  "example.com/v1 Thing",
  "t",
  "spec:\n  cfg: {name: cfg}\n  image: nginx:1\n  scale: 1\n  marks: {x: y}\n  notes: {}\n  parts: [{title: one, size: 1}, {title: two, size: 2}]\n",
);

/** The definition of a type in OpenAPI, with one list that is merged by its titles. */
const schema = JSON.stringify({
  definitions: {
    "com.example.v1.Thing": {
      type: "object",
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { type: "object" },
        spec: {
          type: "object",
          properties: {
            parts: {
              type: "array",
              items: { $ref: "#/definitions/com.example.v1.Part" },
              "x-kubernetes-patch-merge-key": "title",
              "x-kubernetes-patch-strategy": "merge",
            },
          },
        },
      },
      "x-kubernetes-group-version-kind": [{ group: "example.com", kind: "Thing", version: "v1" }],
    },
    "com.example.v1.Part": {
      type: "object",
      properties: { title: { type: "string" }, size: { type: "integer" } },
    },
  },
});

const partPatch =
  "patches:\n- patch: '{apiVersion: example.com/v1, kind: Thing, metadata: {name: t}, spec: {parts: [{title: two, size: 9}]}}'\n";

/** What a kustomization can teach kustomize about types of its own. */
export const configurations: Chapter = {
  name: "configurations",
  stories: [
    {
      shows: "names, images, labels, annotations and replicas of a type that nobody knows",
      files: {
        "kustomization.yaml": kustomization(
          ["all.yaml"],
          "configurations: [config.yaml]\nnamePrefix: p-\nimages: [{name: nginx, newTag: v2}]\ncommonLabels: {a: b}\ncommonAnnotations: {c: d}\nreplicas: [{name: t, count: 5}]\n",
        ),
        "config.yaml": `nameReference:
- kind: ConfigMap
  version: v1
  fieldSpecs: [{path: spec/cfg/name, kind: Thing}]
images: [{path: spec/image, kind: Thing}]
commonLabels: [{path: spec/marks, kind: Thing, create: true}]
commonAnnotations: [{path: spec/notes, kind: Thing}]
replicas: [{path: spec/scale, kind: Thing}]
`,
        "all.yaml": documents(configMap("cfg"), thing),
      },
    },
    {
      shows: "a prefix and a namespace may be written elsewhere as well",
      files: {
        "kustomization.yaml": kustomization(
          ["all.yaml"],
          "configurations: [config.yaml]\nnamePrefix: p-\nnamespace: here\n",
        ),
        "config.yaml":
          "namePrefix: [{path: spec/cfg/name, kind: Thing}]\nnamespace: [{path: spec/place, kind: Thing, create: true}]\n",
        "all.yaml": thing,
      },
    },
    {
      shows: "several files add up",
      files: {
        "kustomization.yaml": kustomization(
          ["all.yaml"],
          "configurations: [one.yaml, two.yaml]\ncommonLabels: {a: b}\n",
        ),
        "one.yaml": "commonLabels: [{path: spec/one, create: true}]\n",
        "two.yaml": "commonLabels: [{path: spec/two, create: true, kind: Thing}]\n",
        "all.yaml": documents(configMap("cfg"), thing),
      },
    },
    {
      shows: "a base's references hold for its overlay, but not its other fields",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          "namePrefix: top-\nimages: [{name: nginx, newTag: v3}]\n",
        ),
        "base/kustomization.yaml": kustomization(["all.yaml"], "configurations: [config.yaml]\n"),
        "base/config.yaml":
          "nameReference: [{kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/cfg/name, kind: Thing}]}]\nimages: [{path: spec/image, kind: Thing}]\n",
        "base/all.yaml": documents(configMap("cfg"), thing),
      },
    },
    {
      shows: "crds name fields that refer to others or hold selectors, by OpenAPI extensions",
      files: {
        "kustomization.yaml": kustomization(
          ["all.yaml"],
          "crds: [things.json]\nnamePrefix: p-\ncommonLabels: {a: b}\ncommonAnnotations: {c: d}\n",
        ),
        "things.json": JSON.stringify({
          "example.com/v1.Thing": {
            Schema: {
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec: { $ref: "example.com/v1.Spec" },
              },
            },
          },
          "example.com/v1.Spec": {
            Schema: {
              properties: {
                cfg: {
                  "x-kubernetes-object-ref-api-version": "v1",
                  "x-kubernetes-object-ref-kind": "ConfigMap",
                },
                marks: { "x-kubernetes-label-selector": "" },
                notes: { "x-kubernetes-annotation": "" },
              },
            },
          },
        }),
        "all.yaml": documents(configMap("cfg"), thing),
      },
    },
    one("without a schema a list is replaced", thing, partPatch),
    {
      shows: "with a schema a list is merged by its key",
      files: {
        "kustomization.yaml": kustomization(["t.yaml"], `openapi: {path: schema.json}\n${partPatch}`),
        "schema.json": schema,
        "t.yaml": thing,
      },
    },
    one(
      "the version of the schemas that kustomize has built in",
      thing,
      `openapi: {version: v1.21.2}\n${partPatch}`,
    ),
    refused(
      "build/openapi",
      "the specified OpenAPI version is not built in",
      one("a version that it has not", thing, "openapi: {version: v1.99.0}\n"),
    ),
    refused("build/field-conflict", "conflicting fieldspecs", {
      shows: "a configuration that contradicts the defaults",
      files: {
        "kustomization.yaml": kustomization(["t.yaml"], "configurations: [config.yaml]\n"),
        "config.yaml": "commonLabels: [{path: metadata/labels, create: false}]\n",
        "t.yaml": thing,
      },
    }),
    ...[
      ["cannot set or create an empty field name", "spec//marks"],
      ["wildcard is not supported in PathGetter", "spec/*/name"],
      ["wrong node kind: expected SequenceNode", "spec/0/name"],
    ].map(([words = "", path]) =>
      refused("build/field-shape", words, {
        shows: `a configuration with the path ${path}`,
        files: {
          "kustomization.yaml": kustomization(["t.yaml"], "configurations: [c.yaml]\ncommonLabels: {a: b}\n"),
          "c.yaml": `commonLabels: [{path: '${path}', kind: Thing}]\n`,
          "t.yaml": thing,
        },
      }),
    ),
    refused("build/field-shape", "expected ScalarNode but got MappingNode", {
      shows: "a prefix for what is no text",
      files: {
        "kustomization.yaml": kustomization(["t.yaml"], "configurations: [c.yaml]\nnamePrefix: p-\n"),
        "c.yaml": "namePrefix: [{path: spec/cfg, kind: Thing}]\n",
        "t.yaml": thing,
      },
    }),
    refused("build/crds-invalid", "unable to parse open API definition from", {
      shows: "a CustomResourceDefinition among the crds, which take definitions of another kind",
      files: {
        "kustomization.yaml": kustomization(["t.yaml"], "crds: [crd.yaml]\n"),
        "crd.yaml": object("apiextensions.k8s.io/v1 CustomResourceDefinition", "things.example.com"),
        "t.yaml": thing,
      },
    }),
    refusedInOtherWords(
      "build/yaml-invalid",
      ['key "images" already set in map', 'mapping key "images" already defined'],
      {
        shows: "a configuration with a doubled key",
        files: {
          "kustomization.yaml": kustomization(["t.yaml"], "configurations: [config.yaml]\n"),
          "config.yaml": "images: []\nimages: []\n",
          "t.yaml": thing,
        },
      },
    ),
    refused("build/unknown-field", "colour", {
      shows: "a configuration with a field that nobody knows",
      files: {
        "kustomization.yaml": kustomization(["t.yaml"], "configurations: [config.yaml]\n"),
        "config.yaml": "colour: []\n",
        "t.yaml": thing,
      },
    }),
  ],
};
