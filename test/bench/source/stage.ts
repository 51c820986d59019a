import { rm } from "node:fs/promises";
import type { FigureName } from "#test/bench/figures.ts";
import type { Measured } from "#test/bench/measured.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import type { GitRequest, GitServer, Repository, Scratch } from "#test/source/git-server.ts";
import { startLinkedEdge, type LinkedEdge } from "./linked-edge.ts";
import type { Size } from "./monorepo.ts";

export type SourceEffort = {
  /** First fetches of each size, each by an edge of its own. */
  readonly firsts: number;
  readonly warmUps: number;
  /** Changes of each size. */
  readonly rounds: number;
  /** Of deliveries, and of polling. */
  readonly seconds: number;
};

export type SourceBench = {
  readonly effort: SourceEffort;
  readonly wants: (...names: readonly FigureName[]) => boolean;
  readonly keep: (measured: readonly Measured[]) => void;
  readonly say: (line: string) => void;
};

/** What all of it is measured on: a Git host with repositories of several sizes, and edges that follow them. */
export type Stage = SourceBench & {
  readonly scratch: Scratch;
  readonly server: GitServer;
  readonly origin: string;
  readonly worker: string;
  readonly repositoryOf: (size: Size) => Repository;
};

/** A linked edge whose memory is empty. */
export async function freshEdge({ scratch, worker }: Stage, name: string): Promise<LinkedEdge> {
  const folder = `${scratch.path}/edge-${name}`;
  await rm(folder, { recursive: true, force: true });
  return startLinkedEdge(worker, folder);
}

export function urlOf({ origin }: Stage, size: Size): string {
  return `${origin}/${nameOf(size)}.git`;
}

export function nameOf(size: Size): string {
  return `files-${size}`;
}

/** A GitRepository that follows main. */
export function following(url: string, { uid, interval }: { uid: string; interval: string }): Resource {
  const identity = { namespace: "default", name: uid, uid, generation: 1, labels: {} };
  return { kind: "GitRepository", ...identity, spec: { url, interval, ref: { branch: "main" } } };
}

/** Milliseconds for which the host was busy with these requests, any of them. */
export async function hostTime(requests: readonly GitRequest[]): Promise<number> {
  const spans = await Promise.all(
    requests.map(async ({ began, answered }) => ({ began, end: began + (await answered) })),
  );
  let [busy, until] = [0, 0];
  for (const { began, end } of spans.sort((a, b) => a.began - b.began)) {
    busy += Math.max(0, end - Math.max(began, until));
    until = Math.max(until, end);
  }
  return busy;
}
