import type { Measured } from "#test/bench/measured.ts";
import { percentile, rounded, spreadOf } from "#test/bench/spread.ts";
import { HookCaller, hookCall, type HookCall } from "./hook-call.ts";
import type { LinkedEdge } from "./linked-edge.ts";
import { underLoad } from "./load.ts";
import { changeOf } from "./monorepo.ts";
import { processorTimeOf } from "./processor-time.ts";
import { following, freshEdge, urlOf, type Stage } from "./stage.ts";

/** Deliveries under way at any time: about as many as a Git host sends at once. */
const lanes = 8;
const size = 100;

/** Pushes of one repository that a cluster follows, and then of repositories that nobody does, as fast as they are answered. */
export async function measureDeliveries(stage: Stage): Promise<Measured[]> {
  const { repositoryOf, say } = stage;
  const repository = repositoryOf(size);
  // Three commits by turns, as when deliveries overtake each other: each of them is news to whoever saw another last.
  const commits = [1, 2, 3].map((turn) => repository.commit(changeOf(size, turn)));
  const newest = commits.at(-1) ?? "";
  const linked = await freshEdge(stage, "deliveries");
  try {
    const url = urlOf(stage, size);
    linked.show([following(url, { uid: "followed", interval: "6h" })]);
    await linked.at("followed", newest);
    const { webhookSecret } = linked;
    const calls = commits.map((after) => hookCall({ url, after, webhookSecret }));
    const others = Array.from({ length: 500 }, (_, number) =>
      hookCall({ url: `${stage.origin}/strangers/${number}.git`, after: newest, webhookSecret }),
    );
    await loaded(stage, linked, { calls, seconds: 1 });
    const { seconds } = stage.effort;
    const followed = await loaded(stage, linked, { calls, seconds });
    const strangers = await loaded(stage, linked, { calls: others, seconds });
    say(`deliveries: ${followed.rate}/s of a followed repository, ${strangers.rate}/s of others`);
    const { rate, answers, p99, ...cost } = followed;
    return [
      {
        name: "source/deliveries-per-second",
        value: rate,
        detail: { lanes, ...cost, strangersRate: strangers.rate, strangers },
      },
      { name: "source/answer/p99", value: p99, detail: { ...answers, lanes, perSecond: rate } },
    ];
  } finally {
    await linked.stop();
  }
}

async function loaded(
  { server }: Stage,
  { edge }: LinkedEdge,
  { calls, seconds }: { readonly calls: readonly HookCall[]; readonly seconds: number },
) {
  const caller = new HookCaller(edge.url, lanes);
  const asked = server.requests.length;
  const before = await processorTimeOf(edge.pid);
  const clientBefore = process.cpuUsage();
  const { answers, milliseconds } = await underLoad({ caller, lanes, seconds, calls });
  const used = (await processorTimeOf(edge.pid)) - before;
  const { user, system } = process.cpuUsage(clientBefore);
  caller.close();
  const others = answers.filter(({ status }) => status !== 202);
  if (others.length > 0)
    throw new Error(
      `${others.length} deliveries were not accepted, the first with HTTP ${others[0]?.status}`,
    );
  const times = answers.map((answer) => answer.milliseconds);
  return {
    rate: Math.round(answers.length / (milliseconds / 1_000)),
    answers: spreadOf(times),
    p99: rounded(percentile(times, 0.99)),
    /** Requests at the Git host. */
    fetches: server.requests.length - asked,
    /** Processors that were kept busy: workerd runs a worker in one thread, and writes to disk in between. */
    edgeCores: rounded(used / milliseconds),
    edgeMilliseconds: rounded(used / answers.length),
    clientCores: rounded((user + system) / 1_000 / milliseconds),
    bytes: calls[0]?.body.length,
  };
}
