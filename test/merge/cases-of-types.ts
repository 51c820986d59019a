import type { MergeCase } from "./merge-case.ts";

/** What is known of the type decides. */
export const casesOfTypes: readonly MergeCase[] = [
  {
    name: "replaces lists of a type that is not known",
    type: "example.com/v1 Widget",
    target: "spec: {containers: [{name: a, image: x}]}",
    patch: "spec: {containers: [{name: b}]}",
    gives: "spec: {containers: [{name: b}]}",
  },
  {
    name: "merges mappings of a type that is not known",
    type: "example.com/v1 Widget",
    target: "spec: {a: {b: 1, c: 2}}",
    patch: "spec: {a: {c: null, d: 3}}",
    gives: "spec: {a: {b: 1, d: 3}}",
  },
  {
    name: "replaces even the finalizers of a type that is not known",
    type: "example.com/v1 Widget",
    target: "metadata: {finalizers: [a]}",
    patch: "metadata: {finalizers: [b]}",
    gives: "metadata: {finalizers: [b]}",
  },
  {
    name: "knows an object inside by its own type",
    type: "example.com/v1 Widget",
    target: "spec: {inner: {apiVersion: v1, kind: Pod, spec: {containers: [{name: a}, {name: b}]}}}",
    patch: "spec: {inner: {spec: {containers: [{name: b, image: x}]}}}",
    gives: "spec: {inner: {apiVersion: v1, kind: Pod, spec: {containers: [{image: x, name: b}, {name: a}]}}}",
  },
  {
    name: "knows an object inside by the patch's word",
    type: "example.com/v1 Widget",
    target: "spec: {inner: {spec: {containers: [{name: a}, {name: b}]}}}",
    patch: "spec: {inner: {apiVersion: v1, kind: Pod, spec: {containers: [{name: b, image: x}]}}}",
    gives: "spec: {inner: {apiVersion: v1, kind: Pod, spec: {containers: [{image: x, name: b}, {name: a}]}}}",
  },
  {
    name: "does not know a later version",
    type: "autoscaling/v2 HorizontalPodAutoscaler",
    target: `metadata: {finalizers: [a]}
spec: {metrics: [{type: a}]}`,
    patch: `metadata: {finalizers: [b]}
spec: {metrics: [{type: b}]}`,
    gives: `spec: {metrics: [{type: b}]}
metadata: {finalizers: [b]}`,
  },
  {
    name: "does not know a field that is newer than 1.21",
    type: "v1 Pod",
    target: "spec: {resourceClaims: [{name: a}]}",
    patch: "spec: {resourceClaims: [{name: b}]}",
    gives: "spec: {resourceClaims: [{name: b}]}",
  },
  {
    name: "replaces the versions of a custom type's definition",
    type: "apiextensions.k8s.io/v1 CustomResourceDefinition",
    target: "spec: {versions: [{name: v1, served: true}]}",
    patch: "spec: {versions: [{name: v2}]}",
    gives: "spec: {versions: [{name: v2}]}",
  },
  {
    name: "replaces the rules of a role",
    type: "rbac.authorization.k8s.io/v1 ClusterRole",
    target: "rules: [{verbs: [get]}]",
    patch: "rules: [{verbs: [list]}]",
    gives: "rules: [{verbs: [list]}]",
  },
  {
    name: "replaces the rules of an Ingress",
    type: "networking.k8s.io/v1 Ingress",
    target: "spec: {rules: [{host: a}], tls: [{hosts: [a]}]}",
    patch: "spec: {rules: [{host: b}]}",
    gives: "spec: {rules: [{host: b}], tls: [{hosts: [a]}]}",
  },
  {
    name: "replaces the subsets of Endpoints",
    type: "v1 Endpoints",
    target: "subsets: [{ports: [{port: 1}]}]",
    patch: "subsets: [{ports: [{port: 2}]}]",
    gives: "subsets: [{ports: [{port: 2}]}]",
  },
  {
    name: "merges the pod CIDRs of a Node",
    type: "v1 Node",
    target: "spec: {podCIDRs: [10.0.0.0/24], taints: [{key: a}]}",
    patch: "spec: {podCIDRs: [10.0.1.0/24], taints: [{key: b}]}",
    gives: "spec: {podCIDRs: [10.0.1.0/24, 10.0.0.0/24], taints: [{key: b}]}",
  },
];
