import { env } from "cloudflare:workers";
import examples from "@octokit/webhooks-examples";
import { Webhooks } from "@octokit/webhooks";
import { describe, expect, it, vi } from "vitest";
import { githubMoves, pushIn } from "#functions/receive/github-push.ts";
import type { Json } from "#shared/model/json.ts";
import { bodyOf, knock } from "#test/functions/edge-doors.ts";
import { followed } from "./followed.ts";

// The host is down, for as long as this file's objects live: what happens behind the door is another test's.
vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("down", { status: 503 }));

type Example = { readonly event: string; readonly payload: Json };
/** What GitHub itself has sent, as the makers of its libraries collected it. The types that come along are of CommonJS. */
const sent: readonly Example[] = Object.values(examples)
  .flatMap((definition) => definition)
  .flatMap(({ name, examples: payloads }) =>
    payloads.map((payload): Example => ({ event: name, payload: JSON.parse(JSON.stringify(payload)) })),
  );
const pushes = sent.filter(({ event }) => event === "push");

async function deliver({ event, payload }: Example, asForm = false): Promise<Response> {
  const json = JSON.stringify(payload);
  const body = asForm ? new URLSearchParams({ payload: json }).toString() : json;
  return knock("/hooks/github", {
    method: "POST",
    body,
    headers: {
      "content-type": asForm ? "application/x-www-form-urlencoded" : "application/json",
      "x-github-event": event,
      "x-github-delivery": crypto.randomUUID(),
      "x-hub-signature-256": await new Webhooks({ secret: env.GITHUB_WEBHOOK_SECRET }).sign(body),
    },
  });
}

describe("GitHub's own payloads", () => {
  it("of pushes are read: of branches and tags, made and deleted", () => {
    expect(pushes.map(({ payload }) => pushIn(payload))).toEqual(
      pushes.map(({ payload }) => ({
        repository: "github.com/codertocat/hello-world",
        ref: expect.stringMatching(/^refs\/(heads\/master|tags\/simple-tag)$/),
        ...((payload as { readonly deleted: boolean }).deleted
          ? {}
          : { after: "6113728f27ae82c7b1a177c8d03f9e96e0adf246" }),
      })),
    );
    expect(pushes.some(({ payload }) => (payload as { readonly deleted: boolean }).deleted)).toBe(true);
  });

  it("of refs that were made or deleted are read, for a Receiver", () => {
    const named = sent.filter(({ event }) => event === "create" || event === "delete");
    expect(named.length).toBeGreaterThan(5);
    for (const { event, payload } of named)
      expect(githubMoves(event, payload)).toEqual({
        repository: "github.com/codertocat/hello-world",
        refs: [{ ref: "refs/tags/simple-tag" }],
      });
  });

  it("are filed when somebody follows the ref, sent as JSON and sent as a form", async () => {
    await followed("https://github.com/Codertocat/Hello-World.git", { branch: "master" });
    const ofMaster = pushes.filter(({ payload }) => JSON.stringify(payload).includes("refs/heads/master"));
    expect(ofMaster.length).toBeGreaterThan(0);
    for (const push of ofMaster)
      for (const asForm of [false, true]) {
        const answer = await deliver(push, asForm);
        expect([answer.status, await bodyOf(answer)]).toEqual([202, { filed: true }]);
      }
  });

  it("are all taken, of whatever event they are", async () => {
    for (const example of sent) {
      const answer = await deliver(example);
      expect([example.event, answer.status]).toEqual([example.event, example.event === "ping" ? 200 : 202]);
      await answer.body?.cancel();
    }
  });
});
