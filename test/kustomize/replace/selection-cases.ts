/** Objects in a kustomization that prefixes their names with `p-`. */
export const objects = [
  "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {app: web, tier: front}}, spec: {}}",
  "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: x, labels: {app: web}}, spec: {}}",
  "{apiVersion: v1, kind: ConfigMap, metadata: {name: db, annotations: {owner: ops}}, spec: {}}",
  "{apiVersion: example.io/v1, kind: Thing, metadata: {name: p-web}, spec: {}}",
].join("\n---\n");

export type SelectionCase = {
  readonly says: string;
  readonly select: object;
  readonly reject?: readonly object[];
  readonly hits: readonly string[];
};

/** Whom the real kustomize finds, by kind. */
export const selections: readonly SelectionCase[] = [
  { says: "nothing asked for", select: {}, hits: ["Deployment", "Service", "ConfigMap", "Thing"] },
  { says: "a kind", select: { kind: "Service" }, hits: ["Service"] },
  { says: "one kind or the other", select: { kind: "Service|Thing" }, hits: ["Service", "Thing"] },
  { says: "half a kind, which is none", select: { kind: "Serv" }, hits: [] },
  { says: "a name that they had", select: { name: "web" }, hits: ["Deployment", "Service"] },
  {
    says: "a name that they have, or had",
    select: { name: "p-web" },
    hits: ["Deployment", "Service", "Thing"],
  },
  { says: "a pattern of names", select: { name: "p-p-.*" }, hits: ["Thing"] },
  { says: "a group", select: { group: "apps" }, hits: ["Deployment"] },
  {
    says: "a version",
    select: { version: "v1", name: ".*" },
    hits: ["Deployment", "Service", "ConfigMap", "Thing"],
  },
  { says: "a namespace", select: { namespace: "x" }, hits: ["Service"] },
  {
    says: "the namespace that earlier names are in",
    select: { namespace: "default" },
    hits: ["Deployment", "ConfigMap", "Thing"],
  },
  { says: "a label", select: { labelSelector: "app=web" }, hits: ["Deployment", "Service"] },
  { says: "labels", select: { labelSelector: "app in (web),!tier" }, hits: ["Service"] },
  { says: "an annotation", select: { annotationSelector: "owner" }, hits: ["ConfigMap"] },
  {
    says: "a rejected kind",
    select: {},
    reject: [{ kind: "Thing" }],
    hits: ["Deployment", "Service", "ConfigMap"],
  },
  {
    says: "a rejected name that they had",
    select: {},
    reject: [{ name: "web" }],
    hits: ["ConfigMap", "Thing"],
  },
  {
    says: "a rejected label",
    select: {},
    reject: [{ labelSelector: "tier" }],
    hits: ["Service", "ConfigMap", "Thing"],
  },
  {
    says: "a rejected kind with a label, either of which rejects",
    select: {},
    reject: [{ kind: "Thing", labelSelector: "tier" }],
    hits: ["Service", "ConfigMap"],
  },
  {
    says: "an empty rejection, which rejects nobody",
    select: {},
    reject: [{}],
    hits: ["Deployment", "Service", "ConfigMap", "Thing"],
  },
];
