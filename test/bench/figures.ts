/** One number that the bench gives: what it says, what it must be now (`bar`), and where it is going (`goal`). */
export type Figure = {
  readonly name: string;
  readonly unit: "ms" | "x" | "requests" | "MB" | "/s";
  readonly bar: Line;
  readonly goal: Line;
  /** How many objects its world has: figures with the same number share a control plane. Undefined: it needs none. */
  readonly objects: 10 | 100 | 1000 | undefined;
  readonly what: string;
};

/** `<= 250`: how a value is compared, and with what. */
export type Line = `${"<=" | ">=" | "=="} ${number}`;

const delivered =
  "from sending the webhook (its answer included) until a watch shows the changed object; half ConfigMaps, half Deployments";

const built =
  "reading, building and printing, the first of a fresh process, over all of `kustomize build`; the same bytes, or it fails";

export const figures = [
  {
    name: "push/10/p50",
    unit: "ms",
    bar: "<= 250",
    goal: "<= 80",
    objects: 10,
    what: `one object of 10 is pushed: ${delivered}`,
  },
  {
    name: "push/10/requests",
    unit: "requests",
    bar: "<= 8",
    goal: "<= 2",
    objects: 10,
    what: "requests to the API server that one pushed ConfigMap causes, status and Events included",
  },
  {
    name: "push/100/p50",
    unit: "ms",
    bar: "<= 250",
    goal: "<= 80",
    objects: 100,
    what: "the same of 100",
  },
  {
    name: "push/1000/p50",
    unit: "ms",
    bar: "<= 250",
    goal: "<= 80",
    objects: 1000,
    what: "the same of 1,000",
  },
  {
    name: "push/1000/p95",
    unit: "ms",
    bar: "<= 500",
    goal: "<= 300",
    objects: 1000,
    what: "the slowest but one in twenty of these",
  },
  {
    name: "push/1000/floor-ratio",
    unit: "x",
    bar: "<= 3",
    goal: "<= 1.5",
    objects: 1000,
    what: "push/1000/p50 over `git fetch` of the same commit and one PATCH of the same object, taken after each push",
  },
  {
    name: "push/1000/requests",
    unit: "requests",
    bar: "<= 8",
    goal: "<= 2",
    objects: 1000,
    what: "as push/10/requests, of 1,000",
  },
  {
    name: "push/noop/writes",
    unit: "requests",
    bar: "== 0",
    goal: "== 0",
    objects: 1000,
    what: "managed objects with another resourceVersion after pushes that render the same",
  },
  {
    name: "drift/heal/p95",
    unit: "ms",
    bar: "<= 1000",
    goal: "<= 200",
    objects: 1000,
    what: "one object of 1,000 is changed by hand: from sending the change until a watch shows again what Git says",
  },
  {
    name: "apply/1000/rate-ratio",
    unit: "x",
    bar: ">= 0.9",
    goal: ">= 1",
    objects: 1000,
    what: "first apply, from creating the Kustomization until it is Ready, in objects/s over those of 8 bare PATCH loops",
  },
  {
    name: "memory/relay/0",
    unit: "MB",
    bar: "<= 110",
    goal: "<= 64",
    objects: 10,
    what: "resident (10⁶ bytes), the relay idle and nothing to do yet",
  },
  {
    name: "memory/relay/1000",
    unit: "MB",
    bar: "<= 110",
    goal: "<= 72",
    objects: 1000,
    what: "the same after 1,000 objects were applied and pushed to",
  },
  {
    name: "memory/edge/1000",
    unit: "MB",
    bar: "<= 160",
    goal: "<= 96",
    objects: 1000,
    what: "workerd, at the same time",
  },
  {
    name: "kustomize/seed/ratio",
    unit: "x",
    bar: "<= 1",
    goal: "<= 0.2",
    objects: undefined,
    what: `the walk-through's three environments: ${built}`,
  },
  {
    name: "kustomize/mixed1000/ratio",
    unit: "x",
    bar: "<= 1",
    goal: "<= 0.5",
    objects: undefined,
    what: "the same of 1,000 objects of many kinds under three overlays: patches of both kinds, images, labels, 50 generators",
  },
  {
    name: "kustomize/crd3mb/ratio",
    unit: "x",
    bar: "<= 1",
    goal: "<= 0.5",
    objects: undefined,
    what: "the same of 3 MB of CustomResourceDefinitions under an overlay",
  },
  {
    name: "kustomize/mixed1000/warm-ratio",
    unit: "x",
    bar: "<= 0.2",
    goal: "<= 0.05",
    objects: undefined,
    what: "building again when one file has changed, in a process that remembers, over the first build; neither is printed",
  },
  {
    name: "kustomize/mixed1000/peak-heap",
    unit: "MB",
    bar: "<= 96",
    goal: "<= 64",
    objects: undefined,
    what: "the most that V8's heap held until the first build was printed (10⁶ bytes), Node and garbage included",
  },
  {
    name: "source/incremental/50000/ratio",
    unit: "x",
    bar: "<= 2",
    goal: "<= 1",
    objects: undefined,
    what: "one changed file of 50,000, from sending the webhook until the relay hears of the artifact, over a plain `git fetch` in a clone of depth 1",
  },
  {
    name: "source/incremental/50000-over-100",
    unit: "x",
    bar: "<= 1.5",
    goal: "<= 1.1",
    objects: undefined,
    what: "the same over that of 100 files",
  },
  {
    name: "source/first/50000/peak",
    unit: "MB",
    bar: "<= 128",
    goal: "<= 96",
    objects: undefined,
    what: "resident at its most, all of workerd, while an edge that has just begun fetches 50,000 files for the first time",
  },
  {
    name: "source/deliveries-per-second",
    unit: "/s",
    bar: ">= 500",
    goal: ">= 3000",
    objects: undefined,
    what: "signed pushes of one followed repository, each of another commit than the one before, eight under way at a time",
  },
  {
    name: "source/answer/p99",
    unit: "ms",
    bar: "<= 50",
    goal: "<= 10",
    objects: undefined,
    what: "the slowest answer but one in a hundred, meanwhile",
  },
  {
    name: "source/poll/100/requests",
    unit: "requests",
    bar: "<= 1.2",
    goal: "<= 1.1",
    objects: undefined,
    what: "at the Git host in each interval when 100 GitRepositories of one URL find nothing new",
  },
] as const satisfies readonly Figure[];

export type FigureName = (typeof figures)[number]["name"];

/** What `--only` chooses by: the first word of a figure's name. */
export const sections: readonly string[] = [...new Set(figures.map(({ name }) => sectionOf(name)))];

export function sectionOf(name: FigureName): string {
  return name.slice(0, name.indexOf("/"));
}

export function meets(line: Line, value: number): boolean {
  const [sign, text] = line.split(" ");
  const bound = Number(text);
  if (sign === "<=") return value <= bound;
  return sign === ">=" ? value >= bound : value === bound;
}
