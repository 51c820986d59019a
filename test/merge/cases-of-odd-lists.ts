import type { MergeCase } from "./merge-case.ts";

/** Lists in which elements lack their key or share it. What comes of them is upstream's doing. */
export const casesOfOddLists: readonly MergeCase[] = [
  {
    name: "makes one of elements that share a key, the last one",
    type: "apps/v1 Deployment",
    target:
      "spec: {template: {spec: {containers: [{name: a, env: [{name: A, value: x}, {name: B}, {name: A, value: y}]}]}}}",
    patch: "spec: {replicas: 2}",
    gives:
      'spec: {replicas: 2, template: {spec: {containers: [{env: [{name: A, value: "y"}, {name: B}], name: a}]}}}',
  },
  {
    name: "merges with the first of those that share a key, and keeps the last",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a, image: x}, {name: a, image: y}]}}}",
    patch: "spec: {template: {spec: {containers: [{name: a, command: [z]}]}}}",
    gives: 'spec: {template: {spec: {containers: [{image: "y", name: a}]}}}',
  },
  {
    name: "takes the last of a patch's elements that share a key",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: []}}}",
    patch: "spec: {template: {spec: {containers: [{name: a, image: x}, {name: a, command: [y]}]}}}",
    gives: "spec: {template: {spec: {containers: [{image: x, name: a}]}}}",
  },
  {
    name: "loses every element beside one without a key",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a}, {image: x}, {name: b}]}}}",
    patch: "spec: {replicas: 2}",
    gives: "spec: {replicas: 2, template: {spec: {containers: [{image: x}]}}}",
  },
  {
    name: "loses every element if the patch has one without a key",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a}, {name: b}]}}}",
    patch: "spec: {template: {spec: {containers: [{image: x}]}}}",
    gives: "spec: {template: {spec: {containers: []}}}",
  },
  {
    name: "drops null and empty elements",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [null, {name: a}, {}]}}}",
    patch: "spec: {replicas: 2}",
    gives: "spec: {replicas: 2, template: {spec: {containers: []}}}",
  },
  {
    name: "ignores what has a protocol if the target has none",
    type: "v1 Service",
    target: "spec: {ports: [{port: 80, name: http}]}",
    patch: "spec: {ports: [{port: 80, protocol: TCP, name: web}]}",
    gives: "spec: {ports: [{name: http, port: 80}]}",
  },
  {
    name: "ignores what has no protocol if the target has one",
    type: "v1 Service",
    target: "spec: {ports: [{port: 80, protocol: TCP}]}",
    patch: "spec: {ports: [{port: 80, name: web}]}",
    gives: "spec: {ports: [{port: 80, protocol: TCP}]}",
  },
  {
    name: "takes a port with and without a protocol for the same one",
    type: "v1 Service",
    target: "spec: {ports: [{port: 80}, {port: 443, protocol: TCP}]}",
    patch: "spec: {ports: [{port: 443, protocol: TCP, name: https}, {port: 81}]}",
    gives: "spec: {ports: [{port: 81}, {port: 80}, {name: https, port: 443, protocol: TCP}]}",
  },
  {
    name: "takes an empty key for a key",
    type: "apps/v1 Deployment",
    target: 'spec: {template: {spec: {containers: [{name: "", image: x}, {name: a}]}}}',
    patch: "spec: {template: {spec: {containers: [{name: b}]}}}",
    gives: 'spec: {template: {spec: {containers: [{image: x, name: ""}, {image: x, name: ""}, {name: a}]}}}',
  },
  {
    name: 'makes one of 1 and "1"',
    type: "v1 ConfigMap",
    target: 'metadata: {finalizers: [1, "1", a]}',
    patch: "metadata: {finalizers: [a, b]}",
    gives: 'metadata: {finalizers: [a, b, "1"]}',
  },
  {
    name: "loses every element if the patch has a scalar among them",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a}]}}}",
    patch: "spec: {template: {spec: {containers: [x]}}}",
    gives: "spec: {template: {spec: {containers: []}}}",
  },
  {
    name: "takes a null key for a missing one",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: null, image: x}]}}}",
    patch: "spec: {template: {spec: {containers: [{name: a}]}}}",
    gives: "spec: {template: {spec: {containers: [{name: a}]}}}",
  },
];
