import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "#shared/model/json.ts";
import { notifications } from "#test/walkthrough/resources.ts";
import { deployment, repositoryFiles } from "#test/walkthrough/repository.ts";
import { until } from "#test/support/until.ts";
import { declare, patchSpec, runApplication } from "./declared.ts";
import {
  conditionOf,
  gitRepositoryNamed,
  untilApplied,
  untilRefused,
  untilStored,
  untilUnfetched,
} from "./flux-object.ts";
import { aMoment } from "./footprints.ts";
import { startSilentServer, type SilentServer } from "./silent-server.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

/** A Provider whose messages are told from others by their username, with an Alert of the same name. */
function listener(name: string, alert: Readonly<Record<string, Json>>, provider: Json = {}): Json[] {
  const metadata = { name, namespace: "default" };
  const apiVersion = "notification.toolkit.fluxcd.io/v1beta3";
  const spec = { type: "slack", channel: "general", username: name, secretRef: { name: "slack-url" } };
  return [
    { apiVersion, kind: "Provider", metadata, spec: { ...spec, ...(provider as object) } },
    {
      apiVersion,
      kind: "Alert",
      metadata,
      spec: {
        providerRef: { name },
        eventSources: [
          { kind: "GitRepository", name: "*" },
          { kind: "Kustomization", name: "*" },
        ],
        ...alert,
      },
    },
  ];
}

/** A source with a password that the host does not know. */
const wrongPassword = "not-the-password-of-anybody";
function lockedOut(url: string, user: string): Json[] {
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "wrong-auth", namespace: "default" },
      stringData: { username: user, password: wrongPassword },
    },
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "locked-out", namespace: "default" },
      spec: { url, interval: "10m", ref: { branch: "main" }, secretRef: { name: "wrong-auth" } },
    },
  ];
}

const world = worldOfThisFile();
let silent: SilentServer;
let first = "";
let commit = "";
beforeAll(async () => {
  silent = await startSilentServer();
  first = await runApplication(
    world(),
    ...notifications,
    ...listener("failures", { eventSeverity: "error" }),
    ...listener("asleep", { eventSeverity: "info", suspend: true }),
  );
});
afterAll(async () => {
  await silent?.stop();
});

type Attachment = {
  readonly author_name: string;
  readonly color: string;
  readonly text: string;
  readonly fields: readonly { readonly title: string; readonly value: string; readonly short: boolean }[];
};
type Raw = { readonly username: string; readonly attachments: readonly Attachment[] };

function heardBy(username: string): Attachment[] {
  return world()
    .slack.messages()
    .map(({ raw }) => raw as Raw)
    .filter((raw) => raw.username === username)
    .flatMap(({ attachments }) => attachments);
}

function hearing(username: string, words: string): Promise<Attachment> {
  return until(`"${words}" for ${username}`, async () => {
    const heard = heardBy(username);
    const found = heard.find(({ text }) => text.includes(words));
    if (found) return found;
    throw new Error(JSON.stringify(heard.map(({ text }) => text)));
  });
}

async function scaleTo(replicas: number, message: string): Promise<number> {
  const { work } = world();
  await work.commit({ "k8s/deployment.yaml": deployment(replicas) }, message);
  commit = await work.push();
  const began = performance.now();
  await untilApplied(world(), "my-app", commit);
  return performance.now() - began;
}

describe("a source whose password is wrong", () => {
  it("says AuthenticationFailed and what to do, and not the password", async () => {
    await declare(world(), ...lockedOut(world().repo.cloneUrl, world().git.user));
    const ready = await untilUnfetched(world(), "locked-out");
    expect(ready.reason).toBe("AuthenticationFailed");
    expect(ready.message).toMatch(/secret/i);
    const heard = await hearing("failures", "refuses the credentials");
    const source = JSON.stringify(await gitRepositoryNamed(world(), "locked-out"));
    const encoded = Buffer.from(`${world().git.user}:${wrongPassword}`).toString("base64");
    for (const secret of [wrongPassword, encoded]) {
      expect(source).not.toContain(secret);
      expect(JSON.stringify(heard)).not.toContain(secret);
    }
    // Mended at once; the last test of this file looks whether that was seen.
    const [secret] = lockedOut("", "");
    const { git } = world();
    await declare(world(), {
      ...(secret as object),
      stringData: { username: git.user, password: git.password },
    });
  });

  it("keeps the same repository's other source, with the right one, from nothing", async () => {
    await scaleTo(4, "Scale to 4");
  });
});

describe("a message to Slack", () => {
  it("has Flux's shape: who it is about, how bad it is, what happened, and the revision", async () => {
    const begin = "stored artifact for commit 'Begin with the application'";
    const source = await hearing("plumbline", begin);
    expect(source).toMatchObject({
      author_name: "gitrepository/my-app.default",
      color: "good",
      text: begin,
      mrkdwn_in: ["text"],
    });
    const applied = await hearing("plumbline", "created");
    expect(applied).toMatchObject({
      author_name: "kustomization/my-app.default",
      color: "good",
      mrkdwn_in: ["text"],
    });
    expect(applied.text.split("\n").toSorted()).toEqual([
      "Deployment/default/web-app created",
      "Ingress/default/web-app created",
      "Service/default/web-app created",
    ]);
    const value = `main@sha1:${first}`;
    for (const { fields } of [source, applied])
      expect(fields).toContainEqual({ title: "revision", value, short: false });
  });

  it("is sent for each of two pushes within one second", async () => {
    const commits: string[] = [];
    for (const replicas of [5, 6]) {
      await scaleTo(replicas, `Scale to ${replicas}`);
      commits.push(commit);
    }
    for (const each of commits)
      await until("the Kustomization's message of each", async () => {
        const heard = heardBy("plumbline").filter(({ fields }) =>
          fields.some(({ value }) => value === `main@sha1:${each}`),
        );
        if (heard.length === 2) return true;
        throw new Error(JSON.stringify(heard));
      });
  });

  it("says of a failure that it is one, where it is, and which commit brought it", async () => {
    const { work } = world();
    await work.commit({ "k8s/service.yaml": "kind: [Service\n" }, "Break the Service");
    const bad = await work.push();
    await untilRefused(world(), "my-app", bad);
    const heard = await hearing("plumbline", "k8s/service.yaml:");
    expect(heard).toMatchObject({ author_name: "kustomization/my-app.default", color: "danger" });
    expect(heard.fields).toContainEqual({ title: "revision", value: `main@sha1:${bad}`, short: false });
    await work.commit({ "k8s/service.yaml": repositoryFiles["k8s/service.yaml"] }, "Mend the Service");
    commit = await work.push();
    await untilApplied(world(), "my-app", commit);
  });

  it("comes to an Alert of eventSeverity error for failures alone", async () => {
    await hearing("failures", "k8s/service.yaml:");
    expect(heardBy("failures").map(({ color }) => color)).not.toContain("good");
    expect(heardBy("plumbline").map(({ color }) => color)).toContain("good");
  });

  it("is not said twice of one failure", async () => {
    await world().edge().patrol();
    await aMoment(world());
    const broken = heardBy("failures").filter(({ text }) => text.includes("k8s/service.yaml:"));
    expect(broken).toHaveLength(1);
  });

  it("does not come to an Alert that is suspended, until it is not any more", async () => {
    expect(heardBy("asleep")).toEqual([]);
    await patchSpec(world(), "alert/asleep", { suspend: false });
    await aMoment(world());
    await scaleTo(8, "Scale to 8");
    await hearing("asleep", "stored artifact for commit 'Scale to 8'");
    await patchSpec(world(), "alert/asleep", { suspend: true });
    await aMoment(world());
  });
});

describe("a Slack that is down", () => {
  it("gets the message by another try, and keeps no push waiting", async () => {
    const { slack } = world();
    await patchSpec(world(), "alert/failures", { suspend: true });
    await aMoment(world());
    slack.failNext(3, 503);
    const took = await scaleTo(7, "Scale to 7");
    expect(took).toBeLessThan(5_000);
    await until(
      "three refusals",
      async () => slack.attempts().filter(({ status }) => status === 503).length === 3,
    );
    await hearing("plumbline", "stored artifact for commit 'Scale to 7'");
    await until("the Kustomization's message", async () =>
      heardBy("plumbline").some(
        ({ author_name, fields }) =>
          author_name === "kustomization/my-app.default" &&
          fields.some(({ value }) => value === `main@sha1:${commit}`),
      ),
    );
  });

  it("is waited for as long as it says with 429", async () => {
    const { slack } = world();
    const began = Date.now();
    slack.failNext(1, 429, 1);
    await scaleTo(3, "Back to 3");
    const [refused] = await until("the refusal", async () => {
      const all = slack.attempts().filter(({ status, at }) => status === 429 && at >= began);
      return all.length > 0 && all;
    });
    await hearing("plumbline", "stored artifact for commit 'Back to 3'");
    const found = slack
      .messages()
      .find(({ raw }) => JSON.stringify(raw).includes("stored artifact for commit 'Back to 3'"));
    expect((found?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(900);
  });

  it("and never answers holds up neither a push, nor the patrol, nor what others hear", async () => {
    const far = listener("far", { eventSeverity: "info" }, { secretRef: null, address: silent.url });
    await declare(world(), ...far);
    await aMoment(world());
    expect(await scaleTo(2, "While one far end says nothing")).toBeLessThan(5_000);
    await until("a call to the silent one", async () => silent.calls() > 0);
    const began = performance.now();
    await world().edge().patrol();
    expect(performance.now() - began).toBeLessThan(3_000);
    const again = performance.now();
    expect(await scaleTo(3, "And another")).toBeLessThan(5_000);
    await hearing("plumbline", "stored artifact for commit 'And another'");
    expect(performance.now() - again).toBeLessThan(6_000);
    await world().cluster.kubectl(["delete", "alert/far", "provider/far"]);
  });
});

describe("what nobody may read", () => {
  it("is seen to have been mended in the cluster, without anybody's asking", async () => {
    // The relay reads the Secrets again every 30 seconds.
    const source = await until(
      "the mended password",
      async () => {
        const source = await gitRepositoryNamed(world(), "locked-out");
        return conditionOf(source, "Ready")?.status === "True" && source;
      },
      { within: 45_000, every: 100 },
    );
    expect(conditionOf(source, "FetchFailed")).toBeUndefined();
    await untilStored(world(), "locked-out", commit);
  });

  it("is in no log: neither Slack's address, nor a password, right or wrong", async () => {
    const { folder, slack, git } = world();
    const logs = await Promise.all(
      ["edge/edge.log", "relay.log"].map((file) => readFile(`${folder}/${file}`, "utf8")),
    );
    const events = await world().cluster.kubectl(["get", "events", "-A", "-o", "json"]);
    const custom = await world().cluster.kubectl(["get", "gitrepositories,kustomizations", "-o", "json"]);
    const view = JSON.stringify(await world().ask("/clusters/demo"));
    const told = JSON.stringify(slack.messages());
    const address = new URL(slack.webhookUrl).pathname;
    for (const secret of [address, wrongPassword, git.password, world().webhookSecret])
      for (const text of [...logs, events, custom, view, told]) expect(text.includes(secret)).toBe(false);
    expect(logs[1]).toContain("linked to");
  });

  it("has been sent by Slack's own rules throughout", () => {
    expect(world().slack.complaints()).toEqual([]);
  });
});
