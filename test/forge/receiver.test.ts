import { randomBytes } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { Json } from "#shared/model/json.ts";
import { configMap, declare } from "#test/flow/declared.ts";
import { untilApplied, untilUnfetched, type FluxObject } from "#test/flow/flux-object.ts";
import { receiver, tokenSecret } from "#test/flow/receiver.ts";
import type { ForgeRepo } from "#test/support/forge/forge-api.ts";
import { openWorkTree, type WorkTree } from "#test/support/git-host/work-tree.ts";
import { until } from "#test/support/until.ts";
import { answerOf, deliveryOf } from "./deliveries.ts";
import { forgeLogin, kustomization, source } from "./followed.ts";
import { changedAt, seconds, settledApplies, valueOf } from "./footprints.ts";
import { forgeOfThisFile } from "./forge-of-this-file.ts";

const { world, forge } = forgeOfThisFile();
const main = "refs/heads/main";
const hookToken = randomBytes(20).toString("hex");
let repo: ForgeRepo;
let work: WorkTree;
let hook: number;
let path: string;

/** A Receiver of the type that Flux's users take for Gitea, or of the one that only we have. */
function receiverOf(type: "github" | "gitea", sources: readonly string[]): Json {
  return receiver("forge", { type, resources: sources.map((name) => ({ kind: "GitRepository", name })) });
}

/** Until the edge hears it as it is declared now; gives the path in its status. */
function untilOpen(): Promise<string> {
  type Receiver = FluxObject & { readonly status?: { readonly webhookPath?: string } };
  const receivers = "/apis/notification.toolkit.fluxcd.io/v1/namespaces/default/receivers";
  return until("the Receiver's path", async () => {
    const { metadata, status } = (await world().cluster.api<Receiver>("GET", `${receivers}/forge`)).body;
    return status?.observedGeneration === metadata.generation ? status.webhookPath : undefined;
  });
}

beforeAll(async () => {
  repo = await forge().createRepository("app");
  work = await openWorkTree(repo, `${world().folder}/app`);
  await work.commit({ "app/settings.yaml": configMap("app", { value: "1" }) }, "Begin");
  await work.push();
  await declare(
    world(),
    forgeLogin(forge().password),
    source({ name: "app", url: repo.cloneUrl, ref: { branch: "main" } }),
    kustomization("app", "./app"),
    tokenSecret("hook-token", hookToken),
    receiverOf("github", ["app"]),
  );
  await untilApplied(world(), "app", await work.head());
  path = await untilOpen();
  hook = await forge().addHook(repo, {
    url: `${world().edge().url}${path}`,
    secret: hookToken,
    events: ["push", "create", "delete"],
  });
});

it("a push is in the cluster within seconds: told through a Receiver, fetched with the account's own password", async () => {
  await work.commit({ "app/settings.yaml": configMap("app", { value: "2" }) }, "Two");
  const began = Date.now();
  const seen = changedAt(world(), "app", "2");
  const delivery = await deliveryOf(forge(), { hook, event: "push", ref: main }, () => work.push());
  const changed = await seen;
  console.log(`through ${path.slice(0, 14)}…: git push to the changed object: ${seconds(began, changed)}`);
  expect(changed - began).toBeLessThan(10_000);
  expect(answerOf(delivery)).toMatchObject({ status: 202, body: { filed: true } });
});

it("a call with another secret is refused with 400, as Flux refuses it, and is not heard", async () => {
  await forge().removeHook(repo, hook);
  const url = `${world().edge().url}${path}`;
  const wrong = await forge().addHook(repo, { url, secret: "not the Receiver's", events: ["push"] });
  await work.commit({ "app/settings.yaml": configMap("app", { value: "3" }) }, "Three");
  const told = { hook: wrong, event: "push", ref: main } as const;
  const delivery = await deliveryOf(forge(), told, () => work.push());
  expect(answerOf(delivery)).toMatchObject({ status: 400, body: { code: "receive/bad-signature" } });
  await settledApplies(world(), forge());
  expect(await valueOf(world(), "app")).toBe("2");
  await forge().removeHook(repo, wrong);
});

it("a branch that is deleted is noticed without anybody asking: Gitea tells of it by delete alone", async () => {
  await work.checkout("preview", "main");
  await work.commit({ "preview/settings.yaml": configMap("preview", { value: "1" }) }, "Preview");
  const commit = await work.push();
  await declare(
    world(),
    source({ name: "preview", url: repo.cloneUrl, ref: { branch: "preview" } }),
    kustomization("preview", "./preview"),
    receiverOf("gitea", ["app", "preview"]),
  );
  await untilApplied(world(), "preview", { branch: "preview", commit });
  expect(await untilOpen()).toBe(path);
  hook = await forge().addHook(repo, {
    url: `${world().edge().url}${path}`,
    secret: hookToken,
    events: ["push", "delete"],
  });
  const told = { hook, event: "delete", ref: "preview" } as const;
  const delivery = await deliveryOf(forge(), told, () => work.deleteBranch("preview"));
  expect(answerOf(delivery)).toMatchObject({ status: 202, body: { filed: true } });
  expect((await untilUnfetched(world(), "preview")).message).toMatch(/preview/);
  expect(await valueOf(world(), "preview")).toBe("1");
});
