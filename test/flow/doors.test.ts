import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { ClusterView } from "#shared/model/cluster-view.ts";
import { clusterName } from "#test/support/world/world.ts";
import { until } from "#test/support/until.ts";
import { deployment, repositoryFiles } from "#test/walkthrough/repository.ts";
import { runApplication } from "./declared.ts";
import { kustomizationNamed, untilApplied } from "./flux-object.ts";
import { aMoment, fetchesOf, pushUntold, settledVersions, writesOf, type Versions } from "./footprints.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
let commit = "";
beforeAll(async () => {
  commit = await runApplication(world());
});

type Traces = {
  readonly view: ClusterView;
  readonly fetches: number;
  readonly writes: Readonly<Record<string, number>>;
  readonly objects: Versions;
  readonly kustomization: string;
};

/** All that a delivery could have left behind: at the edge, at the Git host, in the cluster. */
async function traces(): Promise<Traces> {
  const objects = await settledVersions(world());
  return {
    view: await world().ask<ClusterView>(`/clusters/${clusterName}`),
    fetches: fetchesOf(world()),
    writes: await writesOf(world()),
    objects,
    kustomization: (await kustomizationNamed(world(), "my-app")).metadata.resourceVersion,
  };
}

/** An answer of the door, with its JSON. */
type Answer = { readonly status: number | undefined; readonly body: unknown };

const read = (status: number | undefined, body: string): Answer => ({ status, body: JSON.parse(body) });

async function deliver(changes: Parameters<ReturnType<typeof world>["git"]["deliver"]>[1]): Promise<Answer> {
  const { responseStatus, responseBody, error } = await world().git.deliver(world().repo, changes);
  if (error !== undefined) throw new Error(`no answer: ${error}`);
  return read(responseStatus, responseBody);
}

const refusal = (code: unknown): object => ({
  code,
  remedy: expect.stringMatching(/\w/),
});

async function stillStands(): Promise<void> {
  const answer = await fetch(`${world().edge().url}/healthz`);
  expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
}

describe("a delivery that changes nothing", () => {
  it("is refused with 401 when its signature is wrong, and leaves no trace", async () => {
    const { git, repo, work } = world();
    await work.commit({ "k8s/deployment.yaml": deployment(4) }, "A push that nobody may hear of");
    await pushUntold(world());
    const before = await traces();
    const wrong = await Promise.all([
      deliver({ secret: "another secret" }),
      deliver({ signature: `sha256=${"0".repeat(64)}` }),
      deliver({ signature: "sha256=short" }),
      deliver({ signature: "" }),
    ]);
    for (const answer of wrong)
      expect(answer).toEqual({ status: 401, body: refusal("receive/bad-signature") });
    await aMoment(world());
    expect(await traces()).toEqual(before);

    // And the delivery's id is not taken for seen: the right one still lands.
    const id = randomUUID();
    expect((await deliver({ id, secret: "another secret" })).status).toBe(401);
    expect(await deliver({ id })).toEqual({ status: 202, body: { filed: true } });
    commit = await work.head();
    await untilApplied(world(), "my-app", commit);
    expect((await git.lastDelivery(repo)).responseStatus).toBe(202);
  });

  it("is answered 200 when it was delivered before, and makes no second job", async () => {
    const { git, work, repo } = world();
    await work.commit({ "k8s/deployment.yaml": deployment(3) }, "Back to 3");
    commit = await work.push();
    await untilApplied(world(), "my-app", commit);
    const { id } = await git.lastDelivery(repo);
    const before = await traces();
    for (let again = 0; again < 3; again++) {
      const { responseStatus, responseBody } = await git.redeliver(id);
      expect(read(responseStatus, responseBody)).toEqual({
        status: 200,
        body: { filed: false, why: "this delivery was filed before" },
      });
    }
    await aMoment(world());
    expect(await traces()).toEqual(before);
  });

  it("is noted and left alone when it is of a branch that nobody follows", async () => {
    const { git, work, repo } = world();
    const before = await traces();
    await work.checkout("feature", "main");
    await work.commit({ "k8s/deployment.yaml": deployment(9) }, "Not for this cluster yet");
    await work.push();
    await work.checkout("main");
    const { responseStatus, responseBody } = await git.lastDelivery(repo);
    expect(read(responseStatus, responseBody)).toMatchObject({ status: 202, body: { filed: false } });
    await aMoment(world());
    expect(await traces()).toEqual(before);
  });

  it("is noted and left alone when it is of a repository that nobody follows", async () => {
    const { git, webhookSecret, edge } = world();
    const stranger = await git.createRepository("stranger");
    git.addHook(stranger, { url: `${edge().url}/hooks/github`, secret: webhookSecret });
    const before = await traces();
    const told = JSON.parse((await git.lastDelivery(world().repo)).requestBody) as {
      repository: { clone_url: string };
    };
    told.repository.clone_url = stranger.cloneUrl;
    const body = JSON.stringify({ ...told, ref: "refs/heads/main" });
    const { responseStatus, responseBody } = await git.deliver(stranger, { body });
    expect(read(responseStatus, responseBody)).toMatchObject({ status: 202, body: { filed: false } });
    await aMoment(world());
    expect(await traces()).toEqual(before);
  });

  it("is answered when it is a ping, and when it is an event that is not followed", async () => {
    const before = await traces();
    expect(await deliver({ event: "ping", body: '{"zen":"Keep it plumb."}' })).toEqual({
      status: 200,
      body: { pong: true },
    });
    expect(await deliver({ event: "issues" })).toMatchObject({ status: 202, body: { filed: false } });
    await aMoment(world());
    expect(await traces()).toEqual(before);
  });
});

describe("a delivery that is rightly signed and still nonsense", () => {
  const brackets = 100_000;
  const bodies: Readonly<Record<string, string>> = {
    "no JSON": "this is not JSON",
    "half of it": '{"ref":"refs/heads/main","after":"',
    null: "null",
    "a list": "[]",
    "numbers where names belong": '{"ref":1,"after":2,"repository":{"clone_url":3}}',
    "a commit that is none":
      '{"ref":"refs/heads/main","after":"HEAD","repository":{"clone_url":"https://example.com/a/b"}}',
    "100,000 open brackets": "[".repeat(brackets),
    "100,000 brackets in good order": "[".repeat(brackets) + "]".repeat(brackets),
    "100,000 objects deep": '{"a":'.repeat(brackets) + "1" + "}".repeat(brackets),
  };
  for (const [what, body] of Object.entries(bodies))
    it(`is refused with 400, code and remedy: ${what}`, async () => {
      expect(await deliver({ body })).toMatchObject({ status: 400, body: refusal("receive/bad-body") });
      await stillStands();
    });

  it("is refused with a 4xx when there is nothing in it", async () => {
    const { status, body } = await deliver({ body: "" });
    expect(body).toMatchObject(refusal(expect.stringMatching(/^receive\//)));
    expect([400, 401]).toContain(status);
    await stillStands();
  });

  it("is refused with 400: one string of 5 MB", async () => {
    const body = `{"ref":"${"x".repeat(5_000_000)}"}`;
    expect(await deliver({ body })).toMatchObject({ status: 400, body: refusal("receive/bad-body") });
    await stillStands();
  });

  it("is refused with 400 and at once: a string without an end, full of quotes", async () => {
    const began = performance.now();
    const body = `{"ref":"${'\\"'.repeat(100_000)}`;
    expect(await deliver({ body })).toMatchObject({ status: 400, body: refusal("receive/bad-body") });
    expect(performance.now() - began).toBeLessThan(2_000);
    await stillStands();
  });

  it("is refused with 413 when it is larger than anything GitHub sends", async () => {
    const url = `${world().edge().url}/hooks/github`;
    const body = Buffer.alloc(30 * 1024 * 1024, "x");
    const answer = await fetch(url, { method: "POST", body });
    expect(read(answer.status, await answer.text())).toMatchObject({
      status: 413,
      body: refusal("receive/too-large"),
    });
    await stillStands();
  });

  it("is refused with 413 when it is as large and does not say so first", async () => {
    const url = `${world().edge().url}/hooks/github`;
    const chunk = new Uint8Array(1024 * 1024);
    let left = 30;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const answer = await fetch(url, { method: "POST", body, duplex: "half" });
    expect(read(answer.status, await answer.text())).toMatchObject({
      status: 413,
      body: refusal("receive/too-large"),
    });
    await stillStands();
  });

  it("is refused with 400 without X-GitHub-Delivery, and with one beyond reason", async () => {
    const headers = { "X-GitHub-Delivery": undefined };
    expect(await deliver({ headers })).toEqual({ status: 400, body: refusal("receive/no-delivery") });
    expect(await deliver({ id: "x".repeat(1_000) })).toEqual({
      status: 400,
      body: refusal("receive/no-delivery"),
    });
  });

  it("is not followed without X-GitHub-Event", async () => {
    const headers = { "X-GitHub-Event": undefined };
    expect(await deliver({ headers })).toMatchObject({ status: 202, body: { filed: false } });
  });

  it("has kept no push from landing", async () => {
    const { work } = world();
    await work.commit({ ...repositoryFiles, "k8s/deployment.yaml": deployment(2) }, "Scale to 2");
    const began = performance.now();
    await untilApplied(world(), "my-app", await work.push());
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe("the doors for operators", () => {
  const doors: readonly (readonly [string, string])[] = [
    ["GET", "/clusters"],
    ["GET", `/clusters/${clusterName}`],
    ["HEAD", "/clusters"],
    ["HEAD", `/clusters/${clusterName}`],
    ["POST", `/clusters/${clusterName}/enrolments`],
    ["DELETE", `/clusters/${clusterName}/relay`],
    ["POST", "/patrol"],
  ];
  const tokens: Readonly<Record<string, string | undefined>> = {
    "no token": undefined,
    "another token": `Bearer ${randomBytes(32).toString("base64")}`,
    "an empty token": "Bearer ",
    "a user's password": `Basic ${Buffer.from("admin:admin").toString("base64")}`,
  };
  for (const [method, path] of doors)
    it(`are closed with 401 to a stranger: ${method} ${path}`, async () => {
      for (const [what, authorization] of Object.entries(tokens)) {
        const headers = authorization === undefined ? {} : { authorization };
        const answer = await fetch(`${world().edge().url}${path}`, { method, headers });
        const body = await answer.text();
        expect(answer.status, what).toBe(401);
        if (method !== "HEAD")
          expect(JSON.parse(body)).toEqual({
            code: expect.stringMatching(/\/not-admin$/),
            remedy: expect.stringMatching(/ADMIN_TOKEN/),
          });
      }
    });

  it("answer with JSON where there is no door", async () => {
    const answer = await fetch(`${world().edge().url}/nowhere`);
    expect(read(answer.status, await answer.text())).toEqual({
      status: 404,
      body: refusal("edge/no-such-door"),
    });
  });

  it("have left the relay linked", async () => {
    await until("the link", async () => (await world().ask<ClusterView>(`/clusters/${clusterName}`)).linked);
  });
});
