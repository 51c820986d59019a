import type { CaseRefused } from "./merge-case.ts";

/** What kustomize refuses, with its words. */
export const casesRefused: readonly CaseRefused[] = [
  {
    name: "a scalar for a mapping",
    type: "apps/v1 Deployment",
    target: "spec: {strategy: {type: Recreate}}",
    patch: "spec: {strategy: Recreate}",
    refused: "wrong node kind: expected MappingNode but got ScalarNode",
  },
  {
    name: "a mapping for a scalar",
    type: "apps/v1 Deployment",
    target: "spec: {replicas: 1}",
    patch: "spec: {replicas: {a: 1}}",
    refused: "wrong node kind: expected ScalarNode but got MappingNode",
  },
  {
    name: "a mapping for a list",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a}]}}}",
    patch: "spec: {template: {spec: {containers: {name: a}}}}",
    refused: "wrong node kind: expected SequenceNode but got MappingNode",
  },
  {
    name: "a list for a mapping",
    type: "apps/v1 Deployment",
    target: "spec: {strategy: {type: Recreate}}",
    patch: "spec: {strategy: [Recreate]}",
    refused: "wrong node kind: expected MappingNode but got SequenceNode",
  },
  {
    name: "an unknown directive in a mapping",
    type: "apps/v1 Deployment",
    target: "spec: {strategy: {type: Recreate}}",
    patch: "spec: {strategy: {$patch: nonsense}}",
    refused: "unknown patch strategy 'nonsense'",
  },
  {
    name: "an unknown directive in a list",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a}]}}}",
    patch: "spec: {template: {spec: {containers: [{$patch: nonsense}]}}}",
    refused: "unknown patch strategy 'nonsense'",
  },
  {
    name: "a directive that is nothing",
    type: "apps/v1 Deployment",
    target: "spec: {strategy: {type: Recreate}}",
    patch: "spec: {strategy: {$patch: null}}",
    refused: "unknown patch strategy 'null'",
  },
  {
    name: "a mapping among finalizers",
    type: "v1 ConfigMap",
    target: "metadata: {finalizers: [a]}",
    patch: "metadata: {finalizers: [{b: c}]}",
    refused: "wrong node kind: expected ScalarNode but got MappingNode",
  },
];
