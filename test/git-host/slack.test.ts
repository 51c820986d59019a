import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Slack, startSlack } from "#test/support/slack/slack.ts";

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.stop());

const json = { "content-type": "application/json" };

async function hook(body: unknown, options: { url?: string; headers?: Record<string, string> } = {}) {
  const answer = await fetch(options.url ?? slack.webhookUrl, {
    method: "POST",
    headers: options.headers ?? json,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

async function post(body: unknown, token = slack.token) {
  const answer = await fetch(`${slack.apiUrl}/chat.postMessage`, {
    method: "POST",
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { ok: boolean; error?: string; ts?: string; channel?: string },
  };
}

/** As Flux's Slack provider sends it. */
const event = {
  username: "kustomize-controller",
  attachments: [
    {
      color: "danger",
      author_name: "kustomization/apps.flux-system",
      text: "Health check failed",
      mrkdwn_in: ["text"],
      fields: [{ title: "revision", value: "main@sha1:c0ffee", short: false }],
    },
  ],
};

describe("slack", () => {
  it("takes a good message by the webhook", async () => {
    expect(await hook(event)).toMatchObject({ status: 200, text: "ok" });
    expect(slack.messages()).toMatchObject([{ ...event, via: "webhook", channel: "general", raw: event }]);
    expect(slack.complaints()).toEqual([]);
  });

  it("takes a good message by token, for a channel that there is", async () => {
    const { status, body } = await post({ ...event, channel: "#deploys" });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { ok: true, ts: expect.stringMatching(/^\d{10}\.\d{6}$/) },
    });
    expect(slack.messages({ channel: "deploys" })).toMatchObject([{ via: "api", ts: body.ts }]);

    expect(await post({ ...event, channel: body.channel })).toMatchObject({ body: { ok: true } });
    expect(await post({ ...event, channel: "none" })).toMatchObject({
      status: 200,
      body: { ok: false, error: "channel_not_found" },
    });
    expect(await post({ ...event, channel: "deploys" }, "wrong")).toMatchObject({
      body: { ok: false, error: "invalid_auth" },
    });
    expect(await post({ channel: "deploys" })).toMatchObject({ body: { ok: false, error: "no_text" } });
    expect(slack.complaints()).toHaveLength(3);
  });

  const one = event.attachments[0];
  it.each([
    ["no JSON", "text=hello", "invalid_payload"],
    ["nothing in it", {}, "no_text"],
    ["no object", [], "invalid_payload"],
    ["a text that is a number", { text: 7 }, "invalid_payload"],
    ["a text that is too long", { text: "x".repeat(40_001) }, "msg_too_long"],
    ["a colour that is none", { attachments: [{ ...one, color: "red" }] }, "invalid_payload"],
    [
      "a field without short",
      { attachments: [{ ...one, fields: [{ title: "a", value: "b" }] }] },
      "invalid_payload",
    ],
    ["an empty attachment", { attachments: [{ color: "good" }] }, "invalid_payload"],
    ["too many attachments", { attachments: Array.from({ length: 101 }, () => one) }, "too_many_attachments"],
    ["an empty section", { blocks: [{ type: "section" }] }, "invalid_blocks"],
    ["an unknown block", { blocks: [{ type: "banner" }] }, "invalid_blocks"],
    [
      "a header that is too long",
      { blocks: [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }] },
      "invalid_blocks",
    ],
  ])("refuses a message with %s, and complains", async (_, body, error) => {
    expect(await hook(body)).toMatchObject({ status: 400, text: error });
    expect(slack.messages()).toEqual([]);
    expect(slack.complaints()).toMatchObject([{ error }]);
  });

  it("says what is wrong, and where", async () => {
    await hook({ attachments: [one, { ...one, color: "red" }] });
    expect(slack.complaints()[0]?.reason).toMatch(/^attachments\.1\.color: is neither good/);
  });

  it("wants JSON that says it is JSON, at the right address", async () => {
    expect(await hook(event, { headers: { "content-type": "text/plain" } })).toMatchObject({ status: 400 });
    expect(await hook(event, { url: `${slack.url}/services/T000/B000/YYYY` })).toMatchObject({
      status: 403,
      text: "invalid_token",
    });
    expect(await hook(event, { url: `${slack.url}/services/T000/B999/XXXX` })).toMatchObject({
      status: 404,
      text: "no_service",
    });
    expect(await hook(event, { url: `${slack.url}/elsewhere` })).toMatchObject({ status: 404 });
    expect((await fetch(slack.webhookUrl)).status).toBe(405);
    expect(slack.complaints()).toHaveLength(5);
  });

  it("fails as often as it was told to, and says when to come again", async () => {
    slack.failNext(1, 429, 2);
    const refused = await hook(event);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(await hook(event)).toMatchObject({ status: 200 });
    expect(slack.attempts().map((attempt) => attempt.status)).toEqual([429, 200]);
    expect(slack.messages()).toHaveLength(1);
    expect(slack.complaints()).toEqual([]);
  });

  it("waits for a message that is yet to come, and gives up with what came instead", async () => {
    const coming = slack.waitFor((message) => message.text === "second");
    await hook({ text: "first" });
    await hook({ text: "second" });
    expect((await coming).text).toBe("second");
    expect((await slack.waitFor((message) => message.text === "first")).text).toBe("first");
    await expect(slack.waitFor((message) => message.text === "third", 50)).rejects.toThrow(
      /in 50 ms[\s\S]*second/,
    );
  });
});
