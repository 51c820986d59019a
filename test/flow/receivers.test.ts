import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { deployment } from "#test/walkthrough/repository.ts";
import { until } from "#test/support/until.ts";
import { declare, patchSpec, runApplication } from "./declared.ts";
import { conditionOf, untilApplied, type FluxObject } from "./flux-object.ts";
import { pushUntold } from "./footprints.ts";
import { receiver, token, tokenSecret } from "./receiver.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
let commit = "";
beforeAll(async () => {
  commit = await runApplication(world(), tokenSecret("hook-token", token));
});

type Receiver = FluxObject & { readonly status: { readonly webhookPath?: string } };

async function receiverNamed(name: string): Promise<Receiver> {
  const path = `/apis/notification.toolkit.fluxcd.io/v1/namespaces/default/receivers/${name}`;
  const { body } = await world().cluster.api<Receiver>("GET", path);
  return { ...body, status: body.status ?? {} };
}

/** Until the Receiver stands so; gives its path, "" where it has none. */
function untilReceiver(name: string, reason: string): Promise<string> {
  return until(`Receiver ${name}: ${reason}`, async () => {
    const { status, ...object } = await receiverNamed(name);
    const ready = conditionOf({ status, ...object }, "Ready");
    if (ready?.reason === reason) return status.webhookPath ?? "";
    throw new Error(JSON.stringify(status));
  });
}

type Answer = { readonly status: number; readonly body: unknown };

async function call(path: string, headers: Record<string, string>, body: string): Promise<Answer> {
  const answer = await fetch(`${world().edge().url}${path}`, { method: "POST", headers, body });
  return { status: answer.status, body: await answer.json() };
}

/** GitLab tells of a push to `main`. */
function gitlabTells(path: string, after: string, key: string = randomUUID()): Promise<Answer> {
  const headers = {
    "content-type": "application/json",
    "x-gitlab-event": "Push Hook",
    "x-gitlab-token": token,
    "idempotency-key": key,
  };
  const project = { git_http_url: world().repo.cloneUrl };
  return call(path, headers, JSON.stringify({ event_name: "push", ref: "refs/heads/main", after, project }));
}

async function nextCommit(replicas: number): Promise<string> {
  const { work } = world();
  await work.commit({ "k8s/deployment.yaml": deployment(replicas) }, `Scale to ${replicas}`);
  return pushUntold(world());
}

describe("a Receiver", () => {
  it("is Ready with its path, and a call there brings a push into the cluster", async () => {
    await declare(world(), receiver("pushes", { type: "gitlab", events: ["Push Hook"] }));
    const path = await untilReceiver("pushes", "Succeeded");
    expect(path).toMatch(/^\/hook\/[0-9a-f]{64}$/);
    const shown = await world().cluster.kubectl(["get", "receiver", "pushes"]);
    expect(shown).toContain(`Receiver initialized for path: ${path}`);

    commit = await nextCommit(4);
    const key = randomUUID();
    const taken = { status: 202, body: { filed: true, sources: 1, kustomizations: 0 } };
    expect(await until("the hook", () => openAnswer(gitlabTells(path, commit, key)))).toEqual(taken);
    await untilApplied(world(), "my-app", commit);
    expect(await gitlabTells(path, commit, key)).toMatchObject({ status: 200, body: { filed: false } });
  });

  it("lets nobody in while it is suspended, and everybody after", async () => {
    const path = await untilReceiver("pushes", "Succeeded");
    await patchSpec(world(), "receiver/pushes", { suspend: true });
    await until("a closed hook", async () => (await gitlabTells(path, commit)).status === 503);
    await patchSpec(world(), "receiver/pushes", { suspend: false });
    await until("an open hook", async () => (await gitlabTells(path, commit)).status === 202);
  });

  it("that is deleted leaves no hook", async () => {
    const path = await untilReceiver("pushes", "Succeeded");
    await world().cluster.kubectl(["delete", "receiver", "pushes"]);
    await until("no hook", async () => (await gitlabTells(path, commit)).status === 404);
  });

  it("whose type is not spoken, or whose Secret is not there, says so and has no hook", async () => {
    await declare(
      world(),
      receiver("of-google", { type: "gcr" }),
      receiver("of-nobody", { type: "github", secretRef: { name: "nowhere" } }),
    );
    expect(await untilReceiver("of-google", "ValidationFailed")).toBe("");
    expect(await untilReceiver("of-nobody", "TokenNotFound")).toBe("");
    expect(conditionOf(await receiverNamed("of-google"), "Stalled")?.status).toBe("True");
  });

  it("may be made before its Secret", async () => {
    await declare(world(), tokenSecret("nowhere", "here now"));
    // Secrets are read again now and then, and when a relay has dialled in.
    await world().restartRelay();
    const path = await untilReceiver("of-nobody", "Succeeded");
    await until("the hook", async () => (await call(path, {}, "{}")).status === 400);
  });
});

/** An answer, but not that there is no hook: the edge may hear of it a moment after the status says so. */
async function openAnswer(answer: Promise<Answer>): Promise<Answer | undefined> {
  const { status, body } = await answer;
  return status === 404 ? undefined : { status, body };
}
