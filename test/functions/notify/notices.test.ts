import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Notices, type NoticeMirror } from "#functions/notify/notices.ts";
import type { Happening } from "#shared/model/happening.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import { allThereIs, built, configMap, done, kustomization } from "#test/functions/cluster-news.ts";
import { unusedName } from "#test/functions/edge-doors.ts";
import { enrolled, linked } from "#test/functions/relay-by-hand.ts";

afterEach(() => vi.restoreAllMocks());

const minutes = 60_000;

function resource(kind: Resource["kind"], name: string, spec: Resource["spec"]): Resource {
  return { kind, namespace: "default", name, uid: `${name}-uid`, generation: 1, labels: {}, spec };
}

const address = "https://hooks.example.com/on-call";
const slack = resource("Provider", "slack", { type: "slack", address, channel: "alerts" });
const onCall = resource("Alert", "on-call", {
  providerRef: { name: "slack" },
  eventSources: [{ kind: "Kustomization", name: "*" }],
});

function mirrorOf(resources: readonly Resource[]): NoticeMirror {
  return {
    all: (kind) => resources.filter((one) => one.kind === kind),
    named: (kind, namespace, name) =>
      resources.find((one) => one.kind === kind && one.namespace === namespace && one.name === name),
    credential: (_, name) => (name === "slack-url" ? "sealed" : undefined),
  };
}

function happening(message: string, change: Partial<Happening> = {}): Happening {
  const identity = { kind: "Kustomization", namespace: "default", name: "apps", uid: "apps-uid" } as const;
  return { ...identity, severity: "info", reason: "Progressing", message, metadata: {}, ...change };
}

type Sent = { readonly url: string; readonly text: string; readonly headers: Headers };

/** Notices over a storage of their own, with a clock and a service at the far end that the test moves. */
async function desk(work: (desk: Desk) => Promise<void>): Promise<void> {
  const stub = env.CLUSTER.getByName(unusedName("notices"));
  await runInDurableObject(stub, async (_, { storage }) => {
    const set: Omit<Desk, "notices"> = { now: 1_000_000, sent: [], answers: [] };
    const send: typeof fetch = async (url, init) => {
      const body: { attachments: { text: string }[] } = JSON.parse(init?.body as string);
      const text = body.attachments[0]?.text ?? "";
      const answer = desk.answers.shift() ?? new Response("ok");
      if (answer === "no answer") throw new TypeError("connection refused");
      if (answer.ok) desk.sent.push({ url: url as string, text, headers: new Headers(init?.headers) });
      return answer;
    };
    const notices = new Notices(storage.sql, { fetch: send, now: () => desk.now, log: () => undefined });
    const desk: Desk = Object.assign(set, { notices });
    await work(desk);
  });
}

type Desk = {
  now: number;
  readonly notices: Notices;
  /** What the service took. */
  readonly sent: Sent[];
  /** What the service answers next; "ok" when this is empty. */
  readonly answers: (Response | "no answer")[];
};

const open = async (sealed: string) => {
  if (sealed !== "sealed") throw new Error("nothing that we sealed");
  return JSON.stringify({ address: "https://hooks.example.com/secret", token: "t0ken" });
};
const down = () => new Response("down", { status: 503 });

const mirror = mirrorOf([slack, onCall]);
const textsOf = (sent: readonly Sent[]) => sent.map(({ text }) => text);

describe("a Provider that is down for long", () => {
  it("keeps no more than its last 500 messages waiting, and gets those in order", () =>
    desk(async (desk) => {
      const { notices, sent } = desk;
      for (let number = 1; number <= 502; number++) notices.file(happening(`message ${number}`), mirror);
      while ((await notices.flush(open)) !== undefined) desk.now += 1;
      expect([sent.length, sent[0]?.text, sent.at(-1)?.text]).toEqual([500, "message 3", "message 502"]);
    }));
});

describe("a message", () => {
  it("goes to the Provider of the Alert that asked for it", () =>
    desk(async ({ notices, sent }) => {
      notices.file(happening("ConfigMap/default/a configured"), mirror);
      expect(await notices.flush(open)).toBeUndefined();
      expect(sent).toMatchObject([{ url: address, text: "ConfigMap/default/a configured" }]);
    }));

  it("goes where the Provider's Secret says, with the token that is in it", () =>
    desk(async ({ notices, sent }) => {
      const spec = { ...slack.spec, secretRef: { name: "slack-url" } };
      notices.file(happening("a"), mirrorOf([{ ...slack, spec }, onCall]));
      await notices.flush(open);
      expect(sent.map(({ url, headers }) => [url, headers.get("authorization")])).toEqual([
        ["https://hooks.example.com/secret", "Bearer t0ken"],
      ]);
    }));

  it("is not followed elsewhere: a redirect might carry the token to a stranger", () =>
    desk(async ({ notices, sent, answers }) => {
      answers.push(new Response(undefined, { status: 302, headers: { location: "https://a.example" } }));
      notices.file(happening("a"), mirror);
      expect(await notices.flush(open)).toBeUndefined();
      expect(sent).toEqual([]);
    }));

  it("is said once within five minutes, and again after", () =>
    desk(async (desk) => {
      const { notices, sent } = desk;
      for (const wait of [0, 1 * minutes, 3 * minutes]) {
        desk.now += wait;
        notices.file(happening("the same"), mirror);
        await notices.flush(open);
      }
      expect(sent).toHaveLength(1);
      desk.now += 2 * minutes;
      notices.file(happening("the same"), mirror);
      await notices.flush(open);
      expect(sent).toHaveLength(2);
    }));

  it.each([
    ["another object", { uid: "other-uid", name: "other" }],
    ["another revision", { metadata: { revision: "main@sha1:2" } }],
  ])("with the same words about %s is another message", (_what, change) =>
    desk(async ({ notices, sent }) => {
      notices.file(happening("the same"), mirror);
      notices.file(happening("the same", change), mirror);
      await notices.flush(open);
      expect(sent).toHaveLength(2);
    }),
  );
});

describe("a service", () => {
  it.each([
    ["is broken", down()],
    ["does not answer", "no answer" as const],
  ])("that %s is tried again, later each time", (_how, answer) =>
    desk(async (desk) => {
      const { notices, sent, answers } = desk;
      answers.push(answer, down());
      notices.file(happening("a"), mirror);
      expect(await notices.flush(open)).toBe(desk.now + 2_000);
      desk.now += 2_000;
      expect(await notices.flush(open)).toBe(desk.now + 4_000);
      expect(sent).toEqual([]);
      desk.now += 4_000;
      expect(await notices.flush(open)).toBeUndefined();
      expect(textsOf(sent)).toEqual(["a"]);
    }),
  );

  it("that is overrun is left alone for as long as it says", () =>
    desk(async (desk) => {
      const { notices, sent, answers } = desk;
      answers.push(new Response("", { status: 429, headers: { "retry-after": "30" } }));
      notices.file(happening("a"), mirror);
      expect(await notices.flush(open)).toBe(desk.now + 30_000);
      desk.now += 29_000;
      await notices.flush(open);
      expect(sent).toEqual([]);
      desk.now += 1_000;
      await notices.flush(open);
      expect(textsOf(sent)).toEqual(["a"]);
    }));

  it("that refuses the message is not asked again", () =>
    desk(async ({ notices, sent, answers }) => {
      answers.push(new Response("no_service", { status: 404 }));
      notices.file(happening("a"), mirror);
      expect(await notices.flush(open)).toBeUndefined();
      expect(sent).toEqual([]);
    }));

  it("that stays broken is given up in the end", () =>
    desk(async (desk) => {
      const { notices, answers } = desk;
      answers.push(...Array.from({ length: 20 }, down));
      notices.file(happening("a"), mirror);
      let next = await notices.flush(open);
      for (let tries = 1; next !== undefined; tries++) {
        expect(tries).toBeLessThan(10);
        desk.now = next;
        next = await notices.flush(open);
      }
      expect(answers).toHaveLength(12);
    }));

  it("gets messages in the order in which things happened, though one had to be tried again", () =>
    desk(async (desk) => {
      const { notices, sent, answers } = desk;
      answers.push(down());
      notices.file(happening("first"), mirror);
      notices.file(happening("second"), mirror);
      let next = await notices.flush(open);
      while (next !== undefined) {
        desk.now = Math.max(next, desk.now + 1);
        next = await notices.flush(open);
      }
      expect(textsOf(sent)).toEqual(["first", "second"]);
    }));

  it("that is broken keeps no message from another", () =>
    desk(async ({ notices, sent, answers }) => {
      const other = resource("Provider", "other", { type: "slack", address: `${address}/other` });
      const alert = { ...onCall, name: "z", spec: { ...onCall.spec, providerRef: { name: "other" } } };
      answers.push(down());
      notices.file(happening("a"), mirrorOf([slack, other, onCall, alert]));
      await notices.flush(open);
      expect(sent.map(({ url }) => url)).toEqual([`${address}/other`]);
    }));
});

describe("an Alert", () => {
  const asks = (spec: Resource["spec"]) => ({ ...onCall, spec: { ...onCall.spec, ...spec } });
  const source = (change: object) => ({
    eventSources: [{ kind: "Kustomization", name: "apps", ...change }],
  });
  const labelled = { ...kustomization(), labels: { team: "shop" } };

  it.each<[string, Resource, boolean]>([
    ["of all", onCall, true],
    ["of errors alone", asks({ eventSeverity: "error" }), false],
    ["that is suspended", asks({ suspend: true }), false],
    ["of this one", asks(source({})), true],
    ["of one by another name", asks(source({ name: "other" })), false],
    ["of one in another namespace", asks(source({ namespace: "kube-system" })), false],
    ["of another kind", asks(source({ kind: "GitRepository" })), false],
    ["of those with a label that it has", asks(source({ name: "*", matchLabels: { team: "shop" } })), true],
    ["of those with a label that it lacks", asks(source({ name: "*", matchLabels: { team: "pay" } })), false],
    ["of no Provider that is there", asks({ providerRef: { name: "absent" } }), false],
    ["of no source at all", asks({ eventSources: "all" }), false],
  ])("%s hears of a change: %#", (_what, alert, hears) =>
    desk(async ({ notices, sent }) => {
      notices.file(happening("a"), mirrorOf([slack, alert, labelled]));
      await notices.flush(open);
      expect(sent).toHaveLength(hears ? 1 : 0);
    }),
  );

  it("whose Provider is suspended hears nothing", () =>
    desk(async ({ notices, sent }) => {
      notices.file(happening("a"), mirrorOf([{ ...slack, spec: { ...slack.spec, suspend: true } }, onCall]));
      await notices.flush(open);
      expect(sent).toEqual([]);
    }));
});

describe("a cluster's alarm", () => {
  it("sends what the service would not take at first, and holds up no job meanwhile", async () => {
    const texts: string[] = [];
    const answers = [down(), new Response("ok")];
    vi.spyOn(globalThis, "fetch").mockImplementation(async (_, init) => {
      const answer = answers.shift() ?? new Response("ok");
      if (answer.ok) texts.push(init?.body as string);
      return answer;
    });
    const cluster = unusedName("shop");
    const stub = env.CLUSTER.getByName(cluster);
    const relay = await linked(await enrolled(cluster));
    relay.say(allThereIs([kustomization(), slack, onCall]));
    await relay.rest();
    await stub.deliver(built("main@sha1:1", [configMap("a", "1")]));
    relay.say(done(await relay.next("apply")));
    await relay.rest();
    expect(texts).toEqual([]);
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    await vi.waitFor(
      async () => {
        await runDurableObjectAlarm(stub);
        expect(texts).toHaveLength(1);
      },
      { timeout: 5_000, interval: 100 },
    );
    expect(texts[0]).toContain("ConfigMap/default/a configured");
  });
});
