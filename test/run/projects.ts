/** One vitest project: the rooms whose tests it runs, and the pace they need. */
export type Project = {
  readonly name: string;
  /** Folders below `test/`. */
  readonly rooms: readonly string[];
  /** What a test may take before it counts as hung, in seconds; a hook may take three times that. */
  readonly patience: number;
  /**
   * `together`: beside the others, on every worker. `alone`: one file after the other, with nothing else running,
   * because it starts a control plane and the machine has two cores.
   */
  readonly pace: "together" | "alone";
  /** `functions` is the edge: its tests run inside workerd, as the code does. */
  readonly runtime: "node" | "workerd";
  /** Its tests start a control plane, whose programs are built before the clock of any test runs. */
  readonly clusters: boolean;
  /** Its tests start a forge, whose build is too heavy for every run: it runs only where it is named. */
  readonly forge?: true;
};

export const projects: readonly Project[] = [
  {
    name: "shared",
    rooms: ["yaml", "merge", "kustomize", "model", "wire", "diff", "kube", "policy", "health"],
    patience: 10,
    pace: "together",
    runtime: "node",
    clusters: false,
  },
  {
    name: "infra",
    rooms: ["relay", "install", "edge", "cli"],
    patience: 30,
    pace: "together",
    runtime: "node",
    clusters: true,
  },
  {
    name: "conformance",
    rooms: ["conformance"],
    patience: 60,
    pace: "together",
    runtime: "node",
    clusters: false,
  },
  { name: "source", rooms: ["source"], patience: 30, pace: "together", runtime: "node", clusters: false },
  {
    name: "fence",
    rooms: ["fence", "run"],
    patience: 60,
    pace: "together",
    runtime: "node",
    clusters: false,
  },
  {
    name: "functions",
    rooms: ["functions"],
    patience: 20,
    pace: "together",
    runtime: "workerd",
    clusters: false,
  },
  {
    name: "support",
    rooms: ["support", "control-plane", "git-host", "bench"],
    patience: 120,
    pace: "alone",
    runtime: "node",
    clusters: true,
  },
  { name: "flow", rooms: ["flow"], patience: 120, pace: "alone", runtime: "node", clusters: true },
  { name: "faults", rooms: ["faults"], patience: 180, pace: "alone", runtime: "node", clusters: true },
  {
    name: "forge",
    rooms: ["forge"],
    patience: 120,
    pace: "alone",
    runtime: "node",
    clusters: true,
    forge: true,
  },
];
