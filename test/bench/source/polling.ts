import { setTimeout as sleep } from "node:timers/promises";
import type { Measured } from "#test/bench/measured.ts";
import { median, rounded } from "#test/bench/spread.ts";
import { processorTimeOf } from "./processor-time.ts";
import { following, freshEdge, urlOf, type Stage } from "./stage.ts";

/** What it costs to look once a second and find nothing new, with one GitRepository and with a hundred of the same URL. */
export async function measurePolling(stage: Stage): Promise<Measured[]> {
  const one = await polled(stage, 1);
  const hundred = await polled(stage, 100);
  stage.say(
    `one look: ${one.host} ms at the host, ${one.bytesIn} + ${one.bytesOut} bytes; of a hundred ${hundred.host} ms`,
  );
  return [{ name: "source/poll/100/requests", value: hundred.requests, detail: { ...hundred, one } }];
}

async function polled(stage: Stage, count: number) {
  const { server, repositoryOf, effort } = stage;
  const linked = await freshEdge(stage, `polling-${count}`);
  try {
    const uids = Array.from({ length: count }, (_, number) => `polling-${number}`);
    linked.show(uids.map((uid) => following(urlOf(stage, 100), { uid, interval: "1s" })));
    const commit = repositoryOf(100).oid("main");
    await Promise.all(uids.map((uid) => linked.at(uid, commit)));
    await sleep(1_500); // whoever asked before all were there has had its look
    const asked = server.requests.length;
    const before = await processorTimeOf(linked.edge.pid);
    const began = performance.now();
    await sleep(effort.seconds * 1_000);
    const looks = server.requests.slice(asked);
    const seconds = (performance.now() - began) / 1_000;
    const used = (await processorTimeOf(linked.edge.pid)) - before;
    const took = await Promise.all(looks.map(({ answered }) => answered));
    return {
      /** In each second, which is the interval. */
      requests: rounded(looks.length / seconds),
      samples: looks.length,
      host: rounded(median(took)),
      edgeMilliseconds: rounded(used / looks.length),
      bytesIn: median(looks.map(({ bytesIn }) => bytesIn)),
      bytesOut: median(looks.map(({ bytes }) => bytes())),
    };
  } finally {
    await linked.stop();
  }
}
