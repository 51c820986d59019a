import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { receiverTypes, type ReceiverType } from "#shared/model/receiver.ts";
import { bodyOf, knock, unusedName } from "#test/functions/edge-doors.ts";
import { bodies, forged, headers } from "./random-delivery.ts";
import { call, hooked, mac, receiver, token } from "./receivers.ts";

// The host is down, for as long as this file's objects live: what happens behind the door is another test's.
vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("down", { status: 503 }));

type Headers = Record<string, string>;

/** Every proof that any sender gives. */
async function everyProof(secret: string, body: string): Promise<Headers> {
  const signature = `sha256=${await mac("SHA-256", secret, body)}`;
  return {
    "x-hub-signature-256": signature,
    "x-signature": signature,
    "x-gitlab-token": secret,
    authorization: secret,
    "x-nexus-webhook-signature": await mac("SHA-1", secret, body),
  };
}

/** An answer is one line of JSON with a status that is meant, and says what to do when it is a refusal. */
async function isAnswer(answer: Response): Promise<number> {
  const { status } = answer;
  expect([200, 202, 400, 401, 413, 415]).toContain(status);
  const body = await bodyOf(answer);
  if (status >= 400)
    expect(body).toMatchObject({ code: expect.stringMatching(/^receive\//), remedy: expect.any(String) });
  return status;
}

const patience = { numRuns: 300, interruptAfterTimeLimit: 20_000 };

describe("whatever is sent", () => {
  it("to /hooks/github is answered, and never let in with a signature that is none", async () => {
    await fc.assert(
      fc.asyncProperty(bodies, headers, forged, async (body, about, forgery) => {
        const proof = forgery ?? (await everyProof(env.GITHUB_WEBHOOK_SECRET, body));
        const init = { method: "POST", body, headers: { ...about, ...proof } };
        const status = await isAnswer(await knock("/hooks/github", init));
        if (forgery) expect([400, 401]).toContain(status);
      }),
      patience,
    );
  });

  describe("to a Receiver's hook", () => {
    const names = new Map(receiverTypes.map((type) => [type, unusedName(type)] as const));
    const open: ReadonlySet<ReceiverType> = new Set(["generic", "dockerhub", "quay", "acr", "cdevents"]);
    beforeAll(async () => {
      const { show, end } = await hooked();
      await show(...[...names].map(([type, name]) => receiver(name, { type })));
      return end;
    });

    it("is answered, and never let in with a proof that is none", async () => {
      const calls = fc.record({ to: fc.constantFrom(...names), body: bodies, headers, forged });
      await fc.assert(
        fc.asyncProperty(calls, async (one) => {
          const [type, name] = one.to;
          const proof = one.forged ?? (await everyProof(token, one.body));
          const answer = await call(name, { body: one.body, headers: { ...one.headers, ...proof } });
          const status = await isAnswer(answer);
          if (one.forged && !open.has(type)) expect(status).toBe(400);
        }),
        patience,
      );
    });
  });
});
