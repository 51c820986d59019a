import { Webhooks } from "@octokit/webhooks";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import { bodyOf, unusedName } from "#test/functions/edge-doors.ts";
import { call, hooked, mac, receiver, token } from "./receivers.ts";

// The host is down, for as long as this file's objects live: what happens behind the door is another test's.
vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("down", { status: 503 }));

const commit = "c0ffee".padEnd(40, "0");
const nowhere = "0".repeat(40);
type Headers = Record<string, string>;
type Case = {
  readonly type: string;
  /** What a host of this type sends of a push to `main` of the repository. */
  readonly body: (url: string, after: string) => JsonObject;
  readonly headers: Headers;
  /** How the caller proves that it knows the secret; absent where nothing is proved. */
  readonly proof?: (secret: string, body: string) => Promise<Headers>;
};

const github = (url: string, after: string): JsonObject => ({
  ref: "refs/heads/main",
  after,
  repository: { clone_url: url },
});
const hubSignature = async (secret: string, body: string): Promise<Headers> => ({
  "x-hub-signature-256": await new Webhooks({ secret }).sign(body),
});
const signature =
  (hash: string, name: string) =>
  async (secret: string, body: string): Promise<Headers> => ({
    "x-signature": `${name}=${await mac(hash, secret, body)}`,
  });

const cases: readonly Case[] = [
  { type: "github", body: github, headers: { "x-github-event": "push" }, proof: hubSignature },
  {
    type: "gitea",
    body: github,
    headers: { "x-github-event": "push", "x-gitea-event": "push" },
    proof: hubSignature,
  },
  {
    type: "gitlab",
    body: (url, after) => ({
      object_kind: "push",
      event_name: "push",
      ref: "refs/heads/main",
      after,
      project: { git_http_url: url },
    }),
    headers: { "x-gitlab-event": "Push Hook" },
    proof: async (secret) => ({ "x-gitlab-token": secret }),
  },
  {
    type: "bitbucket",
    body: (url, after) => ({
      eventKey: "repo:refs_changed",
      changes: [{ ref: { id: "refs/heads/main", type: "BRANCH" }, toHash: after, type: "UPDATE" }],
      repository: {
        links: {
          clone: [
            { name: "ssh", href: "ssh://git@x/y" },
            { name: "http", href: url },
          ],
        },
      },
    }),
    headers: { "x-event-key": "repo:refs_changed" },
    proof: async (secret, body) => ({ "x-hub-signature": `sha256=${await mac("SHA-256", secret, body)}` }),
  },
  { type: "generic", body: () => ({ anything: true }), headers: {} },
  {
    type: "generic-hmac",
    body: () => ({ anything: true }),
    headers: {},
    proof: signature("SHA-256", "sha256"),
  },
  { type: "generic-hmac", body: () => ({ anything: 1 }), headers: {}, proof: signature("SHA-1", "sha1") },
  { type: "generic-hmac", body: () => ({ anything: 2 }), headers: {}, proof: signature("SHA-512", "sha512") },
  {
    type: "harbor",
    body: () => ({ type: "PUSH_ARTIFACT", event_data: { repository: { name: "app" } } }),
    headers: {},
    proof: async (secret) => ({ authorization: secret }),
  },
  {
    type: "dockerhub",
    body: () => ({ push_data: { tag: "1.2.3" }, repository: { repo_url: "https://hub.example.com/r/a/b" } }),
    headers: {},
  },
  { type: "quay", body: () => ({ docker_url: "quay.example.com/a/b", updated_tags: ["1"] }), headers: {} },
  { type: "acr", body: () => ({ action: "push", target: { repository: "a", tag: "1" } }), headers: {} },
  {
    type: "nexus",
    body: () => ({ action: "UPDATED", repositoryName: "docker-hosted" }),
    headers: {},
    proof: async (secret, body) => ({ "x-nexus-webhook-signature": await mac("SHA-1", secret, body) }),
  },
  {
    type: "cdevents",
    body: () => ({
      context: { id: "1", source: "/ci", type: "dev.cdevents.artifact.published.0.2.0", version: "0.4.1" },
      subject: { id: "app", content: {} },
    }),
    headers: { "ce-type": "dev.cdevents.artifact.published.0.2.0" },
  },
];

/** As Flux, which asks Harbor for the token alone. */
const readsBodies = (type: string): boolean => !type.startsWith("generic") && type !== "harbor";

describe.each(cases)("a sender of the type $type", ({ type, body, headers, proof }) => {
  // Hooks are looked up by token, name and namespace, so each has a name of its own.
  const name = unusedName(type);
  let text = "";
  let deleting = "";
  beforeAll(async () => {
    const { url, show, end } = await hooked();
    await show(receiver(name, { type }));
    text = JSON.stringify(body(url, commit));
    deleting = JSON.stringify(body(url, nowhere));
    return end;
  });
  const proved = async (sent: string, secret = token): Promise<Headers> => ({
    ...headers,
    ...(await proof?.(secret, sent)),
  });

  it("is let in and what it tells is filed", async () => {
    for (const sent of [text, deleting]) {
      const answer = await call(name, { body: sent, headers: await proved(sent) });
      expect([answer.status, await bodyOf(answer)]).toEqual([
        202,
        { filed: true, sources: 1, kustomizations: 0 },
      ]);
    }
  });

  it.skipIf(proof === undefined)("is turned away with another secret, another body or no proof", async () => {
    const wrong: Headers[] = [
      { ...headers },
      await proved(text, "another secret"),
      await proved(text, `${token}!`),
      ...(type === "gitlab" || type === "harbor" ? [] : [await proved(`${text} `)]),
    ];
    for (const key of Object.keys((await proof?.(token, text)) ?? {}))
      for (const value of ["", "sha256=", "sha256=00", "md5=00", "=", "sha256"])
        wrong.push({ ...headers, [key]: value });
    for (const one of wrong) {
      const answer = await call(name, { body: text, headers: one });
      expect([answer.status, await bodyOf(answer)]).toEqual([
        400,
        { code: "receive/bad-signature", remedy: expect.stringMatching(/\w/) },
      ]);
    }
  });

  it.skipIf(!readsBodies(type))("is told so when it sends what such a sender does not send", async () => {
    for (const sent of ["no JSON", "[]", "null", `"text"`, "{"]) {
      const answer = await call(name, { body: sent, headers: await proved(sent) });
      expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([400, "receive/bad-body"]);
    }
  });
});
