import { Hono } from "hono";
import type { Hook, HookCall, HookOutcome } from "#shared/model/hook.ts";
import type { Secret } from "#shared/model/secret.ts";
import { boundedBody, tooLarge } from "./bounded-body.ts";
import type { DeliveryEnd } from "./delivery-end.ts";
import { hear } from "./hearing.ts";
import { senders, type Sent } from "./senders.ts";
import { wrongMethod } from "./wrong-method.ts";

export type HookDoor = {
  /** The Receivers whose path ends so: none for most, and more than one where clusters share a token. */
  readonly hooks: (digest: string) => Promise<readonly Hook[]>;
  /** The token in a sealed Secret. */
  readonly token: (sealed: string) => Promise<Secret>;
  readonly file: (cluster: string, call: HookCall) => Promise<HookOutcome>;
  readonly count: (end: DeliveryEnd) => void;
};

type Answer = {
  readonly status: 200 | 202 | 400 | 503;
  readonly end: DeliveryEnd;
  readonly body: Readonly<Record<string, unknown>>;
};

/** Flux's own hook paths. Whoever finds no Receiver there costs one look into a table, and leaves nothing. */
export function hookDoor(door: HookDoor): Hono {
  const app = new Hono();
  app.post("/hook/:digest", async (c) => {
    const digest = c.req.param("digest");
    const hooks = /^[0-9a-f]{64}$/.test(digest) ? await door.hooks(digest) : [];
    if (hooks.length === 0) {
      door.count("no-such-hook");
      return c.json(
        { code: "receive/no-such-hook", remedy: "Call at the path in the Receiver's status.webhookPath." },
        404,
      );
    }
    const body = await boundedBody(c.req.raw);
    if (body === undefined) {
      door.count("refused");
      return c.json(tooLarge, 413);
    }
    const sent: Sent = { headers: c.req.raw.headers, body };
    const answers = await Promise.all(hooks.map((hook) => answerFor(hook, { sent, door })));
    const [best] = answers.toSorted((a, b) => merit(a) - merit(b));
    if (!best) throw new Error("no answer for a hook"); // there is one for each hook, and there are hooks
    door.count(best.end);
    return c.json(best.body, best.status);
  });
  app.all("/hook/:digest", wrongMethod);
  return app;
}

/** Of the same call at several clusters, the answer that says most: that it was taken, then why it was not. */
function merit({ status }: Answer): number {
  return [202, 200, 400, 503].indexOf(status);
}

async function answerFor(hook: Hook, { sent, door }: { sent: Sent; door: HookDoor }): Promise<Answer> {
  if ("closed" in hook) return closed(hook.closed);
  const sender = senders[hook.type];
  let token: Secret;
  try {
    token = await door.token(hook.sealed);
  } catch {
    return closed("its token cannot be opened; the relay's next connection seals it anew");
  }
  if (!(await sender.holds(sent, token)))
    return { status: 400, end: "refused", body: { code: "receive/bad-signature", remedy: sender.remedy } };
  const hearing = hear(sent, { sender, events: hook.events });
  switch (hearing.type) {
    case "ping":
      return { status: 200, end: "ping", body: { pong: true } };
    case "passed-over":
      return { status: 202, end: "passed-over", body: { filed: false, why: hearing.why } };
    case "unreadable":
      return {
        status: 400,
        end: "refused",
        body: {
          code: "receive/bad-body",
          message: hearing.wrong,
          remedy: `Send what a sender of the type ${hook.type} sends, or give the Receiver the sender's type.`,
        },
      };
    case "heard": {
      const { type: _, ...call } = hearing;
      return filed(await door.file(hook.cluster, { receiver: hook.receiver, ...call }));
    }
  }
}

function closed(message: string): Answer {
  const remedy = "See the Receiver's Ready condition in the cluster.";
  return { status: 503, end: "closed", body: { code: "receive/closed", message, remedy } };
}

function filed({ notYet, ...numbers }: HookOutcome): Answer {
  const { filed, reconciled, seenBefore, unfollowed } = numbers;
  const later =
    notYet.length === 0 ? {} : { notYet: `nothing is done for ${notYet.join(", ")} by this version` };
  if (filed + reconciled > 0)
    return {
      status: 202,
      end: "filed",
      body: { filed: true, sources: filed, kustomizations: reconciled, ...later },
    };
  if (seenBefore > 0)
    return {
      status: 200,
      end: "seen-before",
      body: { filed: false, why: "this delivery was filed before", ...later },
    };
  const why =
    unfollowed > 0
      ? "none of the Receiver's resources follows this ref"
      : "none of the Receiver's resources is in the cluster";
  return { status: 202, end: "nobody-follows", body: { filed: false, why, ...later } };
}
