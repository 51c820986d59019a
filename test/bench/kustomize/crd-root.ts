import { changed, type BuildRoot } from "./build-root.ts";
import { dice, type Dice } from "./dice.ts";

const wanted = 3_000_000;

/** Three megabytes of CustomResourceDefinitions in one file, as operators ship them, and an overlay that labels them. */
export function crdRoot(): BuildRoot {
  const files = {
    "base/kustomization.yaml": "resources:\n  - crds.yaml\n  - operator.yaml\n",
    "base/crds.yaml": bundle(),
    "base/operator.yaml": operator,
    "overlay/kustomization.yaml": `namespace: operators
resources:
  - ../base
labels:
  - pairs:
      app.kubernetes.io/part-of: operators
commonAnnotations:
  example.com/owner: platform
images:
  - name: registry.example.com/operator
    newTag: 2.1.0
patches:
  - target:
      kind: CustomResourceDefinition
      name: widgets1.*
    patch: |-
      - op: add
        path: /metadata/annotations/example.com~1reviewed
        value: "yes"
`,
  };
  return {
    name: "crd3mb",
    files,
    paths: ["overlay"],
    change: (turn) =>
      changed(files, "base/operator.yaml", { old: "--level=info", fresh: `--level=debug-${turn}` }),
  };
}

function bundle(): string {
  const documents: string[] = [];
  for (let length = 0; length < wanted;) {
    const document = definition(documents.length);
    documents.push(document);
    length += document.length;
  }
  return documents.join("---\n");
}

function definition(index: number): string {
  const chance = dice(index + 1);
  const kind = `Widget${index}`;
  const plural = `widgets${index}`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.17.2
  name: ${plural}.operators.example.com
spec:
  group: operators.example.com
  names:
    categories:
    - operators
    kind: ${kind}
    listKind: ${kind}List
    plural: ${plural}
    singular: widget${index}
  scope: Namespaced
  versions:
  - additionalPrinterColumns:
    - jsonPath: .status.conditions[?(@.type == "Ready")].status
      name: Ready
      type: string
    - jsonPath: .metadata.creationTimestamp
      name: Age
      type: date
    name: v1
    schema:
      openAPIV3Schema:
        description: ${kind} is one of the many things that the operator looks after.
        properties:
          apiVersion:
            description: |-
              APIVersion defines the versioned schema of this representation of an object.
              Servers should convert recognized schemas to the latest internal value, and
              may reject unrecognized values.
            type: string
          kind:
            type: string
          metadata:
            type: object
          spec:
${objectSchema(chance, { depth: 0, indent: 12 })}          status:
${objectSchema(chance, { depth: 2, indent: 12 })}        required:
        - spec
        type: object
    served: true
    storage: true
    subresources:
      status: {}
`;
}

type Spot = { readonly depth: number; readonly indent: number };

const deepest = 5;

function objectSchema(chance: Dice, { depth, indent }: Spot): string {
  const margin = " ".repeat(indent);
  const count = depth === 0 ? 16 : 3 + chance.below(4);
  const names = Array.from({ length: count }, (_, at) => `${chance.oneOf(words)}${chance.oneOf(nouns)}${at}`);
  const properties = names.map(
    (name) => `${margin}  ${name}:\n${fieldSchema(chance, { depth: depth + 1, indent: indent + 4 })}`,
  );
  return `${description(chance, margin)}${margin}properties:\n${properties.join("")}${margin}required:\n${margin}- ${names[0] ?? ""}\n${margin}type: object\n`;
}

function fieldSchema(chance: Dice, spot: Spot): string {
  const margin = " ".repeat(spot.indent);
  const kind = chance.below(10);
  if (kind < 3 && spot.depth < deepest) return objectSchema(chance, spot);
  if (kind < 5 && spot.depth < deepest) {
    const items = objectSchema(chance, { depth: spot.depth + 1, indent: spot.indent + 2 });
    return `${description(chance, margin)}${margin}items:\n${items}${margin}type: array\n${margin}x-kubernetes-list-type: atomic\n`;
  }
  return `${description(chance, margin)}${scalarSchema(chance, margin)}`;
}

function scalarSchema(chance: Dice, margin: string): string {
  switch (chance.below(5)) {
    case 0:
      return `${margin}format: int32\n${margin}maximum: 65535\n${margin}minimum: ${chance.below(10)}\n${margin}type: integer\n`;
    case 1:
      return `${margin}default: true\n${margin}type: boolean\n`;
    case 2:
      return `${margin}enum:\n${margin}- Always\n${margin}- IfNotPresent\n${margin}- ""\n${margin}type: string\n`;
    case 3:
      return `${margin}anyOf:\n${margin}- type: integer\n${margin}- type: string\n${margin}pattern: ^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE])?$\n${margin}x-kubernetes-int-or-string: true\n`;
    default:
      return `${margin}additionalProperties:\n${margin}  type: string\n${margin}type: object\n`;
  }
}

/** By turns as a block, folded over plain lines, and in quotes: generators of every age are about. */
function description(chance: Dice, margin: string): string {
  const sentence = (): string => `${chance.oneOf(sentences)} ${chance.oneOf(sentences)}`;
  switch (chance.below(4)) {
    case 0:
      return `${margin}description: |-\n${margin}  ${sentence()}\n${margin}  ${sentence()}\n`;
    case 1:
      return `${margin}description: ${sentence()}\n${margin}  ${sentence()}\n`;
    case 2:
      return `${margin}description: '${sentence()} More info: https://example.com/docs#spec'\n`;
    default:
      return `${margin}description: ${chance.oneOf(sentences)}\n`;
  }
}

const words = ["pod", "node", "secret", "volume", "retry", "target", "backup", "network"];
const nouns = ["Selector", "Template", "Policy", "Ref", "Limit", "Class"];
const sentences = [
  "A label selector is a label query over a set of resources.",
  "Specifies whether the object or its key must be defined, and defaults to false.",
  "If unset, the controller chooses a value that suits the size of the cluster.",
  "This field is immutable once it has been set by the user.",
  "Must be a DNS_LABEL and unique within the object that it belongs to.",
  "Cannot be updated, except by deleting the object and creating it anew.",
  "The duration in seconds relative to the start time that the object may be active.",
];

const operator = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: operator
spec:
  selector:
    matchLabels:
      app: operator
  template:
    metadata:
      labels:
        app: operator
    spec:
      serviceAccountName: operator
      containers:
        - name: operator
          image: registry.example.com/operator:2.0.0
          args: ["--level=info"]
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: operator
`;
