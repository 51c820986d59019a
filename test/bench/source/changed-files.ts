import { setTimeout as sleep } from "node:timers/promises";
import type { Measured } from "#test/bench/measured.ts";
import { median, rounded, spreadOf } from "#test/bench/spread.ts";
import { HookCaller, hookCall } from "./hook-call.ts";
import type { LinkedEdge } from "./linked-edge.ts";
import { changeOf, sizes, type Size } from "./monorepo.ts";
import { ownClone, type OwnGit } from "./own-git.ts";
import { following, freshEdge, hostTime, nameOf, urlOf, type Stage } from "./stage.ts";

/** One changed file, in milliseconds: ours from sending the webhook until the relay hears of the artifact, and git's own fetch. */
type Sample = {
  readonly ours: number;
  /** Of that, while the host had a request of ours; and until the webhook was answered. */
  readonly host: number;
  readonly answered: number;
  readonly served: number;
  readonly git: number;
  readonly gitHost: number;
};

type Follower = {
  readonly size: Size;
  readonly linked: LinkedEdge;
  readonly caller: HookCaller;
  readonly own: OwnGit;
  readonly samples: Sample[];
};

/** An object looks at its host once in half a second when looks come close upon each other. */
const apart = 700;

/** One file changes in each size by turns; ours and git's own fetch it by turns first. */
export async function measureChangedFiles(stage: Stage): Promise<Measured[]> {
  const { effort, say } = stage;
  const followers: Follower[] = [];
  try {
    for (const size of sizes) followers.push(await followerOf(stage, size));
    for (let turn = 1; turn <= effort.warmUps + effort.rounds; turn++) {
      const begun = performance.now();
      for (const follower of followers) {
        const sample = await changed(stage, follower, turn);
        if (turn > effort.warmUps) follower.samples.push(sample);
      }
      await sleep(Math.max(0, apart - (performance.now() - begun)));
    }
  } finally {
    for (const { linked, caller } of followers) {
      caller.close();
      await linked.stop();
    }
  }
  const bySize = Object.fromEntries(followers.map(({ size, samples }) => [size, told(samples)]));
  const [few, many] = [bySize["100"], bySize["50000"]];
  if (!few || !many) throw new Error("not every size was measured");
  for (const [size, { ours, git }] of Object.entries(bySize))
    say(`one changed file of ${size}: ${ours.p50} ms, git fetch ${git.p50} ms`);
  const ratio = rounded(many.ours.p50 / many.git.p50);
  const gitOver = rounded(many.git.p50 / few.git.p50);
  const compared = {
    ...many.ours,
    floor: many.git.p50,
    floorMin: many.git.min,
    floorMax: many.git.max,
    ratio,
  };
  return [
    { name: "source/incremental/50000/ratio", value: ratio, detail: { ...compared, bySize } },
    {
      name: "source/incremental/50000-over-100",
      value: rounded(many.ours.p50 / few.ours.p50),
      detail: { samples: many.ours.samples, many: many.ours.p50, few: few.ours.p50, gitOver, bySize },
    },
  ];
}

function told(samples: readonly Sample[]) {
  const middle = (key: "host" | "answered" | "served" | "gitHost"): number =>
    rounded(median(samples.map((sample) => sample[key])));
  return {
    ours: spreadOf(samples.map(({ ours }) => ours)),
    git: spreadOf(samples.map(({ git }) => git)),
    host: middle("host"),
    gitHost: middle("gitHost"),
    answered: middle("answered"),
    served: middle("served"),
  };
}

async function followerOf(stage: Stage, size: Size): Promise<Follower> {
  const linked = await freshEdge(stage, `changes-${size}`);
  const url = urlOf(stage, size);
  linked.show([following(url, { uid: nameOf(size), interval: "6h" })]);
  await linked.at(nameOf(size), stage.repositoryOf(size).oid("main"));
  const own = await ownClone(url, `${stage.scratch.path}/clone-${nameOf(size)}`);
  return { size, linked, caller: new HookCaller(linked.edge.url, 1), own, samples: [] };
}

async function changed(stage: Stage, { size, linked, caller, own }: Follower, turn: number): Promise<Sample> {
  const { server, repositoryOf } = stage;
  const commit = repositoryOf(size).commit(changeOf(size, turn));
  const call = hookCall({ url: urlOf(stage, size), after: commit, webhookSecret: linked.webhookSecret });
  const theirs = async () => {
    const asked = server.requests.length;
    const git = await own.fetch(commit);
    return { git, gitHost: await hostTime(server.requests.slice(asked)) };
  };
  const ours = async () => {
    const asked = server.requests.length;
    const began = performance.now();
    const [{ status, milliseconds }, at] = await Promise.all([
      caller.send(call),
      linked.at(nameOf(size), commit),
    ]);
    if (status !== 202) throw new Error(`the edge answered the webhook with HTTP ${status}`);
    const requests = server.requests.slice(asked);
    const host = await hostTime(requests);
    const served = requests.reduce((sum, request) => sum + request.bytes(), 0);
    return { ours: at - began, answered: milliseconds, host, served };
  };
  // Whoever comes second finds the host's files in the system's cache.
  if (turn % 2 === 0) return { ...(await theirs()), ...(await ours()) };
  return { ...(await ours()), ...(await theirs()) };
}
