import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deployment } from "#test/walkthrough/repository.ts";
import { runApplication } from "./declared.ts";
import { untilApplied } from "./flux-object.ts";
import { aMoment, fetchesOf, pushUntold } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
beforeAll(async () => {
  await runApplication(world());
});
afterAll(() => agent.destroy());

type Answer = { readonly status: number | undefined; readonly milliseconds: number };

/** Tells the edge of a push to `main`, as GitHub would: signed, and under a name of its own. */
function tell(after: string): Promise<Answer> {
  const { repo, webhookSecret, edge } = world();
  const body = JSON.stringify({ ref: "refs/heads/main", after, repository: { clone_url: repo.cloneUrl } });
  const headers = {
    "content-type": "application/json",
    "x-github-event": "push",
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${createHmac("sha256", webhookSecret).update(body).digest("hex")}`,
  };
  const began = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request(`${edge().url}/hooks/github`, { method: "POST", agent, headers }, (response) => {
    response.resume();
    response.on("end", () =>
      resolve({ status: response.statusCode, milliseconds: performance.now() - began }),
    );
    response.on("error", reject);
  })
    .on("error", reject)
    .end(body);
  return promise;
}

const burst = 1_000;

it("a thousand deliveries at once are all taken, cost a handful of fetches, and the last commit wins", async () => {
  const { work } = world();
  const commits: string[] = [];
  for (const replicas of [4, 5, 6]) {
    await work.commit({ "k8s/deployment.yaml": deployment(replicas) }, `Scale to ${replicas}`);
    commits.push(await pushUntold(world()));
  }
  const before = fetchesOf(world());
  const began = performance.now();
  const answers = await Promise.all(
    Array.from({ length: burst }, (_, number) => tell(commits[number % commits.length] ?? "")),
  );
  const took = performance.now() - began;
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await untilApplied(world(), "my-app", commits.at(-1) ?? "");
  await aMoment(world());

  const slowest = Math.max(...answers.map(({ milliseconds }) => milliseconds));
  const fetches = fetchesOf(world()) - before;
  console.log(
    `${burst} deliveries in ${Math.round(took)} ms, the slowest answered after ${Math.round(slowest)} ms; ${fetches} requests at the Git host`,
  );
  // GitHub hangs up after ten seconds.
  expect(slowest).toBeLessThan(10_000);
  // Each look is two requests or three; looks do not overlap, and whoever asks during one is answered by the next.
  expect(fetches).toBeLessThan(60);
});
