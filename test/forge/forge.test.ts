import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { configMap, declare } from "#test/flow/declared.ts";
import {
  gitRepositoryNamed,
  isReady,
  kustomizationNamed,
  untilApplied,
  untilStored,
  untilUnfetched,
} from "#test/flow/flux-object.ts";
import type { ForgeRepo, ForgeToken } from "#test/support/forge/forge-api.ts";
import { openWorkTree, type WorkTree } from "#test/support/git-host/work-tree.ts";
import { until } from "#test/support/until.ts";
import { answerOf, deliveryOf, lastPush } from "./deliveries.ts";
import { kustomization, source, forgeLogin } from "./followed.ts";
import { changedAt, fetchesOf, seconds, settledApplies, valueOf } from "./footprints.ts";
import { forgeOfThisFile } from "./forge-of-this-file.ts";

const { world, forge } = forgeOfThisFile();
let repo: ForgeRepo;
let work: WorkTree;
let token: ForgeToken;
let hook: number;

const door = (): string => `${world().edge().url}/hooks/github`;

beforeAll(async () => {
  repo = await forge().createRepository("app");
  work = await openWorkTree(repo, `${world().folder}/app`);
  token = await forge().createToken("edge");
  hook = await forge().addHook(repo, {
    url: door(),
    secret: world().webhookSecret,
    events: ["push", "create", "delete"],
  });
});

const megabyte = 1024 * 1024;
const main = "refs/heads/main";

/** As `flux reconcile source git` asks for a look. */
describe("a private repository at a real forge", () => {
  it("is deployed with a token that may only read", async () => {
    await work.commit(
      {
        "app/settings.yaml": configMap("app", { value: "1" }),
        "media/film.bin": randomBytes(4 * megabyte),
      },
      "Begin",
    );
    const commit = await work.push();
    await declare(
      world(),
      forgeLogin(token.token),
      source({ name: "app", url: repo.cloneUrl, ref: { branch: "main" } }),
      kustomization("app", "./app"),
    );
    await untilApplied(world(), "app", commit);
    expect(await valueOf(world(), "app")).toBe("1");
  });

  it("sends the files that a build reads, and keeps its films to itself", async () => {
    const sent = (await fetchesOf(forge(), repo)).reduce((sum, bytes) => sum + bytes, 0);
    console.log(`first fetch: ${sent} bytes, beside a film of ${4 * megabyte} that nothing reads`);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(64 * 1024);
  });

  it("has a push in the cluster within seconds, by its own webhook", async () => {
    const fetchesBefore = (await fetchesOf(forge(), repo)).length;
    await work.commit({ "app/settings.yaml": configMap("app", { value: "2" }) }, "Two");
    const began = Date.now();
    const seen = changedAt(world(), "app", "2");
    let pushed = 0;
    const delivery = await deliveryOf(forge(), { hook, event: "push", ref: main }, async () => {
      const commit = await work.push();
      pushed = Date.now();
      return commit;
    });
    const changed = await seen;
    console.log(
      `git push: ${seconds(began, pushed)}; to the hook's answer: ${seconds(began, delivery.answeredAt)}; to the changed object: ${seconds(began, changed)}`,
    );
    expect(changed - began).toBeLessThan(10_000);
    expect(answerOf(delivery)).toEqual({ status: 202, body: { filed: true } });
    expect(delivery.succeeded).toBe(true);
    await untilApplied(world(), "app", await work.head());
    const fetches = (await fetchesOf(forge(), repo)).slice(fetchesBefore);
    console.log(`its fetch: ${fetches.join(" + ")} bytes`);
    expect(Math.max(...fetches)).toBeLessThan(4 * 1024);
  });

  it("calls with GitHub's headers, which is why /hooks/github understands it", () => {
    const { id, requestHeaders } = lastPush(forge(), hook);
    expect(requestHeaders).toMatchObject({
      "X-GitHub-Event": "push",
      "X-GitHub-Delivery": id,
      "X-Hub-Signature-256": expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
      "X-Gitea-Event": "push",
    });
  });
});

describe("a delivery that is sent again", () => {
  it("by the forge's own button has a new id, is filed, and applies nothing twice", async () => {
    const first = lastPush(forge(), hook);
    const [applies, { metadata }] = [
      await settledApplies(world(), forge()),
      await kustomizationNamed(world(), "app"),
    ];
    const again = await deliveryOf(forge(), { hook, event: "push", ref: main }, () =>
      forge().redeliver(first, repo.fullName),
    );
    expect(again.requestBody).toBe(first.requestBody);
    expect(again.id).not.toBe(first.id);
    expect(answerOf(again)).toEqual({ status: 202, body: { filed: true } });
    expect(await settledApplies(world(), forge())).toBe(applies);
    expect((await kustomizationNamed(world(), "app")).metadata.resourceVersion).toBe(
      metadata.resourceVersion,
    );
  });

  it("to the letter, as by a proxy that tries again, is answered 200: seen before", async () => {
    const applies = await settledApplies(world(), forge());
    const { requestHeaders: headers, requestBody: body } = lastPush(forge(), hook);
    const said = await fetch(door(), { method: "POST", headers, body });
    expect({ status: said.status, body: JSON.parse(await said.text()) }).toEqual({
      status: 200,
      body: { filed: false, why: "this delivery was filed before" },
    });
    expect(await settledApplies(world(), forge())).toBe(applies);
  });

  it("as the forge's test of a hook, which moves nothing, applies nothing", async () => {
    const applies = await settledApplies(world(), forge());
    const tested = await deliveryOf(forge(), { hook, event: "push", ref: main }, () =>
      forge().testHook(repo, hook),
    );
    expect(tested.succeeded).toBe(true);
    expect(await settledApplies(world(), forge())).toBe(applies);
  });
});

describe("a hook with another secret than the edge's", () => {
  const settings = (value: string) => ({ "other/settings.yaml": configMap("other", { value }) });
  let other: ForgeRepo;
  let tree: WorkTree;
  let wrong: number;

  it("is refused with 401, which the forge's record shows, and is not heard", async () => {
    other = await forge().createRepository("other");
    tree = await openWorkTree(other, `${world().folder}/other`);
    await tree.commit(settings("1"), "Begin");
    const first = await tree.push();
    await declare(
      world(),
      source({ name: "other", url: other.cloneUrl, ref: { branch: "main" } }),
      kustomization("other", "./other"),
    );
    await untilApplied(world(), "other", first);

    wrong = await forge().addHook(other, { url: door(), secret: "not the edge's", events: ["push"] });
    await tree.commit(settings("2"), "Nobody hears of this");
    const told = { hook: wrong, event: "push", ref: main } as const;
    const delivery = await deliveryOf(forge(), told, () => tree.push());
    expect(answerOf(delivery)).toEqual({
      status: 401,
      body: { code: "receive/bad-signature", remedy: expect.stringMatching(/secret/) },
    });
    expect(delivery.succeeded).toBe(false);
    await settledApplies(world(), forge());
    expect(await valueOf(world(), "other")).toBe("1");
  });

  it("is heard once it has the right one: the next push brings both", async () => {
    await forge().removeHook(other, wrong);
    const right = { url: door(), secret: world().webhookSecret, events: ["push"] } as const;
    await forge().addHook(other, right);
    await tree.commit(settings("3"), "And of this");
    await untilApplied(world(), "other", await tree.push());
    expect(await valueOf(world(), "other")).toBe("3");
  });
});

describe("a GitRepository that follows a tag", () => {
  it("says that there is none, and has it as soon as it is pushed", async () => {
    await work.commit({ "release/settings.yaml": configMap("release", { value: "v1" }) }, "Release");
    await work.push();
    await declare(
      world(),
      source({ name: "release", url: repo.cloneUrl, ref: { tag: "v1" } }),
      kustomization("release", "./release"),
    );
    expect((await untilUnfetched(world(), "release")).message).toMatch(/v1/);

    const delivery = await deliveryOf(forge(), { hook, event: "push", ref: "refs/tags/v1" }, () =>
      work.pushTag("v1"),
    );
    expect(answerOf(delivery)).toEqual({ status: 202, body: { filed: true } });
    const at = { branch: "v1", commit: await work.head() };
    await untilStored(world(), "release", at);
    await untilApplied(world(), "release", at);
    expect(await valueOf(world(), "release")).toBe("v1");
  });

  it("goes along when the tag is moved, and stays when only the branch is", async () => {
    await work.commit({ "release/settings.yaml": configMap("release", { value: "v1, mended" }) }, "Mend");
    const commit = await work.push();
    await untilStored(world(), "app", commit);
    expect(await valueOf(world(), "release")).toBe("v1");
    await work.git("tag", "--force", "v1"); // a light one this time
    await work.git("push", "--quiet", "--force", "origin", "refs/tags/v1");
    await untilApplied(world(), "release", { branch: "v1", commit });
    expect(await valueOf(world(), "release")).toBe("v1, mended");
  });
});

describe("a branch that is deleted at the forge", () => {
  it("leaves what it brought, and says so at once", async () => {
    await work.checkout("preview", "main");
    await work.commit({ "preview/settings.yaml": configMap("preview", { value: "1" }) }, "Preview");
    const commit = await work.push();
    await declare(
      world(),
      source({ name: "preview", url: repo.cloneUrl, ref: { branch: "preview" } }),
      kustomization("preview", "./preview"),
    );
    await untilApplied(world(), "preview", { branch: "preview", commit });

    // Gitea tells of it by `delete` alone; GitHub would send a push to nothing as well.
    const delivery = await deliveryOf(forge(), { hook, event: "delete", ref: "preview" }, () =>
      work.deleteBranch("preview"),
    );
    expect(delivery.succeeded).toBe(true);
    expect((await untilUnfetched(world(), "preview")).message).toMatch(/preview/);
    expect(await valueOf(world(), "preview")).toBe("1");
    const { status } = await gitRepositoryNamed(world(), "preview");
    expect(status.artifact?.revision).toBe(`preview@sha1:${commit}`);
    expect(isReady(await kustomizationNamed(world(), "preview"))).toBe(true);
  });

  it("is followed again when it is pushed again", async () => {
    await work.commit({ "preview/settings.yaml": configMap("preview", { value: "2" }) }, "Preview again");
    const commit = await work.push();
    await untilApplied(world(), "preview", { branch: "preview", commit });
    expect(await valueOf(world(), "preview")).toBe("2");
    await work.checkout("main");
  });
});

describe("a token that was revoked", () => {
  it("is told in Ready as AuthenticationFailed, and what runs goes on", async () => {
    await forge().deleteToken(token);
    await work.commit({ "app/settings.yaml": configMap("app", { value: "3" }) }, "Three");
    await work.push();
    const ready = await untilUnfetched(world(), "app");
    expect(ready.reason).toBe("AuthenticationFailed");
    expect(ready.message).not.toContain(token.token);
    expect(await valueOf(world(), "app")).toBe("2");
    expect(isReady(await kustomizationNamed(world(), "app"))).toBe(true);
  });

  it("is mended by a new one in the Secret, without another push", async () => {
    token = await forge().createToken("edge, again");
    await declare(world(), forgeLogin(token.token));
    const began = Date.now();
    // The relay looks at Secrets every half a minute: it may not watch them.
    await until("the new token", async () => (await valueOf(world(), "app")) === "3", {
      within: 60_000,
      every: 100,
    });
    console.log(`a new token in the Secret: deployed after ${seconds(began, Date.now())}`);
    await untilApplied(world(), "app", await work.head());
  });
});
