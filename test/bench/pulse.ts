import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "#test/support/control-plane/cluster.ts";

/** What is told about the source and its Kustomization in the cluster: status and Events, by watches of our own. */
export type Pulse = {
  /** Resolves when both report the commit, and nothing more has been written about either for a while. */
  readonly settled: (commit: string) => Promise<void>;
  /** When the Kustomization was first seen Ready at the commit. */
  readonly readyAt: (commit: string) => number | undefined;
  readonly stop: () => Promise<void>;
};

const collections = {
  sources: "/apis/source.toolkit.fluxcd.io/v1/namespaces/default/gitrepositories",
  kustomizations: "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations",
  events: "/api/v1/namespaces/default/events",
} as const;

const silence = 300;
const patience = 120_000;

type Live = {
  readonly status?: {
    readonly artifact?: { readonly revision?: string };
    readonly lastAppliedRevision?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
};

export function feelPulse(cluster: Pick<Cluster, "watch">): Pulse {
  const stopping = new AbortController();
  const readyTimes = new Map<string, number>();
  let [stored, applied, heardAt, trouble] = ["", "", Date.now(), "no watch broke"];

  function hear(collection: keyof typeof collections, { status }: Live): void {
    heardAt = Date.now();
    if (collection === "sources") stored = commitIn(status?.artifact?.revision);
    if (collection !== "kustomizations") return;
    const ready = status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    applied = ready === true ? commitIn(status?.lastAppliedRevision) : "";
    if (applied !== "" && !readyTimes.has(applied)) readyTimes.set(applied, heardAt);
  }

  async function follow(collection: keyof typeof collections): Promise<void> {
    const path = `${collections[collection]}?watch=1`;
    while (!stopping.signal.aborted)
      try {
        for await (const { object } of cluster.watch(path, stopping.signal)) hear(collection, object);
      } catch (error) {
        // A CRD that was established a moment ago may still be answered "storage is (re)initializing".
        trouble = String(error);
        await sleep(100);
      }
  }

  const following = Promise.all([follow("sources"), follow("kustomizations"), follow("events")]);
  return {
    async settled(commit) {
      const end = Date.now() + patience;
      const isSettled = (): boolean =>
        stored === commit && applied === commit && Date.now() - heardAt >= silence;
      while (!isSettled()) {
        if (Date.now() > end)
          throw new Error(
            `commit ${commit} was not reported within ${patience / 1_000} s: the source is at "${stored}", the Kustomization Ready at "${applied}" (${trouble})`,
          );
        await sleep(20);
      }
    },
    readyAt: (commit) => readyTimes.get(commit),
    async stop() {
      stopping.abort();
      await following;
    },
  };
}

/** `main@sha1:c0ffee` → `c0ffee` */
function commitIn(revision = ""): string {
  return revision.slice(revision.indexOf(":") + 1);
}
