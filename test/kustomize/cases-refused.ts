import { documents, object, one, rbac, type Case } from "./oracle-case.ts";
import { configMap, kustomization } from "./tree.ts";
import { labelled, pictures, workloads } from "./workloads.ts";

/** What both refuse. */
export const casesRefused: readonly Case[] = [
  {
    ...one(
      "an object declared twice",
      documents(configMap("a"), configMap("a", "  namespace: default\n")),
      "",
    ),
    fails: "build/duplicate-object",
  },
  {
    ...one(
      "two objects that meet in a namespace",
      documents(configMap("a"), configMap("a", "  namespace: x\n")),
      "namespace: here\n",
    ),
    fails: "build/duplicate-object",
  },
  { ...one("a doubled key", configMap("a", "data: {x: 1}\ndata: {}\n"), ""), fails: "build/yaml-invalid" },
  { ...one("a key that is a number", configMap("a", "data: {1: x}\n"), ""), fails: "build/yaml-invalid" },
  { ...one("infinity", configMap("a", "data: {x: .inf}\n"), ""), fails: "build/yaml-invalid" },
  { ...one("a separator with content", `${configMap("a")}--- {b: c}\n`, ""), fails: "build/yaml-invalid" },
  {
    ...one("a document without a kind", "apiVersion: v1\nmetadata: {name: a}\n", ""),
    fails: "build/not-an-object",
  },
  { ...one("a document that is a list", "- a\n", ""), fails: "build/not-an-object" },
  {
    ...one(
      "a container that is text",
      object("example.com/v1 Thing", "a", "other: {containers: [a]}\n"),
      "images: [{name: a, newTag: b}]\n",
    ),
    fails: "build/field-shape",
  },
  {
    ...one("text on the way to a name", object("v1 Pod", "a", "spec: text\n"), "namePrefix: p-\n"),
    fails: "build/name-reference",
  },
  {
    ...one(
      "an account whose namespace is blank",
      object(`${rbac} RoleBinding`, "a", "subjects:\n- kind: ServiceAccount\n  name: b\n  namespace:\n"),
      "",
    ),
    fails: "build/name-reference",
  },
  {
    ...one("an unquoted tag that is a number", pictures, "images: [{name: nginx, newTag: 1.20}]\n"),
    fails: "build/field-type",
  },
  {
    ...one("an unquoted tag that YAML 1.1 takes for true", pictures, "images: [{name: nginx, newTag: on}]\n"),
    fails: "build/field-type",
  },
  {
    ...one("replicas of nobody", workloads, "replicas: [{name: nobody, count: 1}]\n"),
    fails: "build/replicas-unmatched",
  },
  { ...one("a field that nobody knows", configMap("a"), "resorces: []\n"), fails: "build/unknown-field" },
  {
    ...one(
      "labels that contradict the defaults",
      labelled,
      "labels: [{pairs: {a: b}, fields: [{path: metadata/labels}]}]\n",
    ),
    fails: "build/field-conflict",
  },
  {
    name: "an empty kustomization",
    tree: { "kustomization.yaml": "kind: Kustomization\n" },
    fails: "build/kustomization-empty",
  },
  {
    name: "a cycle",
    tree: {
      "a/kustomization.yaml": kustomization(["../b"]),
      "b/kustomization.yaml": kustomization(["../a"]),
    },
    path: "a",
    fails: "build/cycle",
  },
  {
    name: "two kustomization files",
    tree: { "kustomization.yaml": "resources: []\n", "kustomization.yml": "resources: []\n" },
    fails: "build/kustomization-ambiguous",
  },
];
