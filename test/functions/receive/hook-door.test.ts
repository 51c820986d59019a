import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { Webhooks } from "@octokit/webhooks";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Json, JsonObject } from "#shared/model/json.ts";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import { bodyOf, knock, unusedName } from "#test/functions/edge-doors.ts";
import { call, hooked, mac, pathOf, receiver, resource, source, token, type Hooked } from "./receivers.ts";

// The host is down, for as long as this file's objects live: what happens behind the door is another test's.
vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("down", { status: 503 }));

const commit = "c0ffee".padEnd(40, "0");
let cluster: Hooked;
let name: string;
beforeEach(async () => {
  cluster = await hooked();
  name = unusedName("hook");
  return () => cluster.end();
});

const pushTo = (url: string, ref = "refs/heads/main"): JsonObject => ({
  ref,
  after: commit,
  repository: { clone_url: url },
});

type Telling = { readonly event?: string; readonly delivery?: string };

/** GitHub tells the Receiver. */
async function tell(what: Json, { event = "push", delivery }: Telling = {}): Promise<Response> {
  const body = JSON.stringify(what);
  const headers = {
    "x-github-event": event,
    "x-hub-signature-256": await new Webhooks({ secret: token }).sign(body),
    ...(delivery === undefined ? {} : { "x-github-delivery": delivery }),
  };
  return call(name, { body, headers });
}

async function answered(answer: Response | Promise<Response>): Promise<readonly unknown[]> {
  const { status } = await answer;
  return [status, await bodyOf(await answer)];
}

const filed = (sources: number, kustomizations = 0): unknown[] => [
  202,
  { filed: true, sources, kustomizations },
];
const why = (status: number, words: string): unknown[] => [
  status,
  { filed: false, why: expect.stringContaining(words) },
];
const gone = [404, { code: "receive/no-such-hook", remedy: expect.stringMatching(/webhookPath/) }];

describe("a path", () => {
  it("that is no Receiver's is not found, and is like any other that is none", async () => {
    for (const digest of ["0".repeat(64), "A".repeat(64), "short", "a".repeat(10_000), "%00", "..%2f"])
      expect(await answered(knock(`/hook/${digest}`, { method: "POST", body: "{}" }))).toEqual(gone);
  });

  it("is a Receiver's as long as the Receiver is there, and its Secret", async () => {
    await cluster.show();
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(gone);
    await cluster.show(receiver(name, {}));
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(filed(1));
    await cluster.showSecrets([], receiver(name, {}));
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(gone);
    await cluster.show(receiver(name, {}));
    cluster.relay.say({
      type: "mirror",
      complete: false,
      resources: [],
      gone: [{ kind: "Receiver", namespace: "team", name }],
      credentials: [],
    });
    await cluster.relay.rest();
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(gone);
  });

  it("changes with the token, and an empty token opens none", async () => {
    await cluster.show(receiver(name, {}));
    const secret = (value: string) => ({ namespace: "team", name: "hook", data: { token: value } });
    await cluster.showSecrets([secret("another")], receiver(name, { type: "generic" }));
    expect(await answered(call(name))).toEqual(gone);
    const path = await pathOf(name, "another");
    expect(await answered(knock(path, { method: "POST" }))).toEqual(filed(1));
    await cluster.showSecrets([secret("")], receiver(name, { type: "generic" }));
    expect(await answered(knock(await pathOf(name, ""), { method: "POST" }))).toEqual(gone);
  });

  it("is told of several refs at once: everybody is looked for who follows one of them", async () => {
    const next = source("next", cluster.url, { spec: { ref: { branch: "next" } } });
    await cluster.show(next, receiver(name, { type: "bitbucket" }));
    const desk = env.REPOSITORY.getByName(canonicalRepository(cluster.url) ?? "");
    const turns = (): Promise<number[]> =>
      runInDurableObject(desk, (_, { storage: { sql } }) =>
        sql
          .exec<{ turn: number }>("SELECT turn FROM schedule ORDER BY uid")
          .toArray()
          .map(({ turn }) => turn),
      );
    const before = await turns();
    const changes = ["main", "next", "nobody-s"].map((branch) => ({
      ref: { id: `refs/heads/${branch}` },
      toHash: commit,
    }));
    const body = JSON.stringify({ changes, repository: {} });
    const headers = {
      "x-event-key": "repo:refs_changed",
      "x-hub-signature": `sha256=${await mac("SHA-256", token, body)}`,
    };
    expect(await answered(call(name, { body, headers }))).toEqual(filed(1));
    expect(await turns()).toEqual(before.map((turn) => turn + 1));
    expect(before).toHaveLength(2);
  });

  it("that two clusters share is heard by both", async () => {
    const other = await hooked();
    onTestFinished(() => other.end());
    await cluster.show(receiver(name, {}));
    await other.show(receiver(name, { suspend: true }));
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(filed(1));
    await other.show(receiver(name, {}));
    expect(await answered(tell(pushTo(other.url)))).toEqual(filed(1));
  });

  it.each(["GET", "PUT", "DELETE", "HEAD"])(
    "is closed to %s with 405, whether it is a hook's or not",
    async (method) => {
      await cluster.show(receiver(name, {}));
      for (const path of [await pathOf(name), `/hook/${"0".repeat(64)}`]) {
        const answer = await knock(path, { method });
        expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
      }
    },
  );

  it("takes 5 MiB at most", async () => {
    await cluster.show(receiver(name, { type: "generic" }));
    const answer = call(name, { body: "a".repeat(5 * 1024 * 1024 + 1) });
    expect(await answered(answer)).toEqual([413, expect.objectContaining({ code: "receive/too-large" })]);
  });
});

describe("a Receiver's spec", () => {
  it("may list events: others are passed over", async () => {
    await cluster.show(receiver(name, { events: ["ping", "Push"] }));
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(filed(1));
    expect(await answered(tell({}, { event: "star" }))).toEqual(why(202, `"star"`));
    expect(await answered(tell({}, { event: "ping" }))).toEqual([200, { pong: true }]);
  });

  it("may list an event that moves no ref: then it is looked all the same", async () => {
    await cluster.show(receiver(name, {}));
    expect(await answered(tell({ action: "published" }, { event: "release" }))).toEqual(
      why(202, "moves no ref"),
    );
    await cluster.show(receiver(name, { events: ["release"] }));
    expect(await answered(tell({ action: "published" }, { event: "release" }))).toEqual(filed(1));
  });

  it.each<[string, JsonObject, string]>([
    ["is suspended", { suspend: true }, "suspended"],
    ["has a filter", { resourceFilter: "true" }, "spec.resourceFilter"],
    [
      "has a filter for one resource",
      { resources: [{ kind: "GitRepository", name: "app", filter: "true" }] },
      "filter",
    ],
    ["is of a type that is not spoken", { type: "gcr" }, "spec.type"],
    ["is of a type that shows tokens", { type: "generic-oidc" }, "spec.type"],
  ])("lets nobody in when it %s, and says why", async (_what, spec, words) => {
    await cluster.show(receiver(name, spec));
    expect(await answered(tell(pushTo(cluster.url)))).toEqual([
      503,
      {
        code: "receive/closed",
        message: expect.stringContaining(words),
        remedy: expect.stringMatching(/\w/),
      },
    ]);
  });

  it("wakes everything of a kind that has the labels, in the namespace that it names", async () => {
    const labels = { tier: "web" };
    const sources = ["one", "two", "three"].map((which) =>
      source(which, cluster.url.replace("app", which), which === "three" ? {} : { labels }),
    );
    const elsewhere = source("four", cluster.url.replace("app", "four"), {
      namespace: "other",
      labels,
      uid: "4",
    });
    const resources = [
      { kind: "GitRepository", name: "*", matchLabels: labels },
      { kind: "GitRepository", name: "*" },
    ];
    await cluster.show(receiver(name, { type: "generic", resources }), ...sources, elsewhere);
    expect(await answered(call(name))).toEqual(filed(2));
    const far = [{ kind: "GitRepository", name: "*", namespace: "other", matchLabels: labels }];
    await cluster.show(receiver(name, { type: "generic", resources: far }), ...sources, elsewhere);
    expect(await answered(call(name))).toEqual(filed(1));
  });

  it("leaves what is suspended asleep, and says when nothing of it is there", async () => {
    const asleep = source("asleep", cluster.url.replace("app", "asleep"), { spec: { suspend: true } });
    const resources = [
      { kind: "GitRepository", name: "asleep" },
      { kind: "GitRepository", name: "unknown" },
    ];
    await cluster.show(receiver(name, { type: "generic", resources }), asleep);
    expect(await answered(call(name))).toEqual(why(202, "in the cluster"));
  });

  it("may name Kustomizations: they are looked after at once", async () => {
    const kustomization = resource("Kustomization", "apps", {
      spec: { interval: "10m", prune: true, sourceRef: { kind: "GitRepository", name: "app" } },
    });
    const resources = [{ kind: "Kustomization", name: "apps" }];
    await cluster.show(receiver(name, { type: "generic", resources }), kustomization);
    expect(await answered(call(name))).toEqual(filed(0, 1));
  });

  it("may name kinds for which nothing is done yet, and the answer says so", async () => {
    const resources = [
      { kind: "GitRepository", name: "app" },
      { kind: "OCIRepository", name: "app" },
    ];
    await cluster.show(receiver(name, { type: "generic", resources }));
    expect(await answered(call(name))).toEqual([
      202,
      expect.objectContaining({ filed: true, notYet: expect.stringContaining("OCIRepository") }),
    ]);
  });
});

describe("a push that a Receiver hears of", () => {
  it("wakes the repository that it is of, and no other that the Receiver names", async () => {
    const other = source("other", cluster.url.replace("app", "other"));
    const resources = [
      { kind: "GitRepository", name: "app" },
      { kind: "GitRepository", name: "other" },
    ];
    await cluster.show(receiver(name, { resources }), other);
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(filed(1));
    // A host may know itself by another name than the cluster does.
    expect(await answered(tell(pushTo(cluster.url.replace("git.example.com", "10.0.0.1"))))).toEqual(
      filed(1),
    );
    // And where no path fits, it may be any of them.
    expect(await answered(tell(pushTo("https://git.example.com/moved/away")))).toEqual(filed(2));
  });

  it("is left alone when it is of a ref that nobody follows", async () => {
    await cluster.show(receiver(name, {}));
    expect(await answered(tell(pushTo(cluster.url, "refs/heads/feature")))).toEqual(
      why(202, "follows this ref"),
    );
    expect(await answered(tell(pushTo(cluster.url, "refs/tags/v1")))).toEqual(why(202, "follows this ref"));
  });

  it("is filed once, however often it is delivered", async () => {
    const kustomization = resource("Kustomization", "apps", {
      spec: { interval: "10m", prune: true, sourceRef: { kind: "GitRepository", name: "app" } },
    });
    const resources = [
      { kind: "GitRepository", name: "app" },
      { kind: "Kustomization", name: "apps" },
    ];
    await cluster.show(receiver(name, { resources }), kustomization);
    const delivery = crypto.randomUUID();
    expect(await answered(tell(pushTo(cluster.url), { delivery }))).toEqual(filed(1, 1));
    for (let again = 0; again < 3; again++)
      expect(await answered(tell(pushTo(cluster.url), { delivery }))).toEqual(why(200, "filed before"));
    // Another Receiver has not seen it yet, and one without a name is never the same.
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(filed(1, 1));
    expect(await answered(tell(pushTo(cluster.url)))).toEqual(filed(1, 1));
  });

  it("leaves nothing of its secret in what is kept of the hook", async () => {
    await cluster.show(receiver(name, {}));
    const answer = await tell(pushTo(cluster.url));
    expect(await answer.text()).not.toContain(token);
  });
});
