import type { Delivery } from "#test/support/git-host/hook-desk.ts";
import type { BenchWorld } from "./bench-world.ts";
import { openFloor } from "./floor.ts";
import type { FigureName } from "./figures.ts";
import type { Measured } from "./measured.ts";
import { fileOf, type BenchObject } from "./objects.ts";
import { median, rounded, spreadOf } from "./spread.ts";
import { watchFor } from "./watched.ts";

/** One push, in milliseconds from sending its webhook; `fetch` and `patch` are its floor, taken right behind it. */
type Sample = {
  readonly kind: BenchObject["kind"];
  readonly changed: number;
  readonly answered: number;
  readonly fetch: number;
  readonly patch: number;
};

/** Pushes one changed object at a time: how long until it is in the API server, beside what nobody could save. */
export async function measurePushes(bench: BenchWorld): Promise<Measured[]> {
  const { world, objects, pulse, effort, say } = bench;
  const floor = await openFloor(world);
  const samples: Sample[] = [];
  for (let turn = 0; turn < effort.warmUps + effort.pushes; turn++) {
    const object = pick(objects, turn);
    const value = `push-${turn}`;
    const commit = await pushQuietly(bench, { [object.file]: fileOf(object, value) });
    const watched = await watchFor(world.cluster, object, value);
    const delivery = await deliver(bench);
    const changed = (await watched.changed) - delivery.sentAt;
    await pulse.settled(commit);
    const { fetch, patch } = await floor.measure(commit, object, value);
    if (turn < effort.warmUps) continue;
    samples.push({ kind: object.kind, changed, answered: delivery.durationMs, fetch, patch });
    say(
      `push ${samples.length} of ${effort.pushes}: ${changed} ms, its floor ${Math.round(fetch + patch)} ms`,
    );
  }
  return figuresOf(objects.length, samples);
}

/** Spread over the whole folder, ConfigMaps and Deployments by turns. */
function pick(objects: readonly BenchObject[], turn: number): BenchObject {
  const half = Math.floor(turn / 2) * 2 * Math.max(1, Math.floor(objects.length / 24));
  const object = objects[(half + (turn % 2)) % objects.length];
  if (!object) throw new Error("an application of no objects cannot be pushed to");
  return object;
}

/** Commits and pushes, and tells nobody: the pushing git is gone from the machine before the clock runs. */
export async function pushQuietly(
  { world }: BenchWorld,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const { git, work } = world;
  await work.commit(files, "Change one object");
  git.hooksPaused = true;
  try {
    const commit = await work.push();
    await git.settled();
    return commit;
  } finally {
    git.hooksPaused = false;
  }
}

/** Sends the webhook of the newest push, and gives it once it is accepted. */
export async function deliver({ world: { git, repo } }: BenchWorld): Promise<Delivery> {
  const delivery = await git.deliver(repo);
  if (delivery.responseStatus !== 202)
    throw new Error(
      `the edge did not accept the webhook: ${delivery.error ?? `HTTP ${delivery.responseStatus}`}`,
    );
  return delivery;
}

function figuresOf(count: number, samples: readonly Sample[]): Measured[] {
  const changed = spreadOf(samples.map((sample) => sample.changed));
  const floor = spreadOf(samples.map(({ fetch, patch }) => fetch + patch));
  const middle = (key: "answered" | "fetch" | "patch"): number =>
    rounded(median(samples.map((sample) => sample[key])));
  const ofKind = (kind: BenchObject["kind"]): number =>
    rounded(median(samples.filter((sample) => sample.kind === kind).map((sample) => sample.changed)));
  const ratio = rounded(changed.p50 / floor.p50);
  const detail = {
    ...changed,
    p95Bar: "<= 500",
    p95Met: changed.p95 <= 500,
    webhookAnswered: middle("answered"),
    ofConfigMaps: ofKind("ConfigMap"),
    ofDeployments: ofKind("Deployment"),
    floor: floor.p50,
    floorMin: floor.min,
    floorMax: floor.max,
    floorFetch: middle("fetch"),
    floorPatch: middle("patch"),
    ratio,
  };
  const named = (last: string, value: number): Measured => ({
    name: `push/${count}/${last}` as FigureName,
    value,
    detail,
  });
  return [named("p50", changed.p50), named("p95", changed.p95), named("floor-ratio", ratio)];
}
