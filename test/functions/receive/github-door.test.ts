import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { bodyOf, knock, knockAsAdmin } from "#test/functions/edge-doors.ts";
import { followed } from "./followed.ts";

// The host is down, for as long as this file's objects live: what happens behind the door is another test's.
vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("down", { status: 503 }));

const oid = "c0ffee".padEnd(40, "0");
const encoder = new TextEncoder();

async function signatureOf(body: string, secret = env.GITHUB_WEBHOOK_SECRET): Promise<string> {
  const recipe = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), recipe, false, ["sign"]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(body)));
  return `sha256=${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

type Sending = { readonly signature?: string; readonly headers?: Record<string, string> };

async function deliver(body: string, { signature, headers }: Sending = {}): Promise<Response> {
  return knock("/hooks/github", {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": crypto.randomUUID(),
      "x-hub-signature-256": signature ?? (await signatureOf(body)),
      ...headers,
    },
  });
}

function pushTo(repository: string, ref = "refs/heads/main"): string {
  return JSON.stringify({ ref, after: oid, repository: { clone_url: `https://${repository}.git` } });
}

describe("a delivery whose signature", () => {
  const body = pushTo("git.example.com/team/nobodys");
  it.each([
    ["is missing", ""],
    ["is of another secret", "another"],
    ["has no algorithm", "00".repeat(32)],
    ["is of the old algorithm", `sha1=${"00".repeat(20)}`],
  ])("%s is turned away with 401", async (_how, what) => {
    const signature = what === "another" ? await signatureOf(body, what) : what;
    const answer = await deliver(body, { signature });
    expect(answer.status).toBe(401);
    expect(await bodyOf(answer)).toMatchObject({ code: "receive/bad-signature" });
  });

  it("was made over another body is turned away with 401", async () => {
    expect((await deliver(`${body} `, { signature: await signatureOf(body) })).status).toBe(401);
  });
});

describe("a push", () => {
  it("to a repository that nobody follows is taken and comes to nothing", async () => {
    const answer = await deliver(pushTo("git.example.com/team/nobodys"));
    expect(answer.status).toBe(202);
    expect(await bodyOf(answer)).toEqual({
      filed: false,
      why: expect.stringContaining("no cluster follows"),
    });
  });

  it("to a ref that nobody follows comes to nothing", async () => {
    const answer = await deliver(pushTo(await followed(), "refs/heads/other"));
    expect(await bodyOf(answer)).toMatchObject({ filed: false });
  });

  it("is filed once, however often it is delivered", async () => {
    const body = pushTo(await followed());
    const headers = { "x-github-delivery": "one-and-the-same" };
    const first = await deliver(body, { headers });
    expect([first.status, await bodyOf(first)]).toEqual([202, { filed: true }]);
    const second = await deliver(body, { headers });
    expect([second.status, await bodyOf(second)]).toEqual([200, expect.objectContaining({ filed: false })]);
  });

  it("of which the host's own spelling of the URL differs is filed all the same", async () => {
    const repository = await followed();
    const answer = await deliver(pushTo(repository.replace("git.example.com", "GIT.example.com")));
    expect(await bodyOf(answer)).toEqual({ filed: true });
  });

  it("may come as a form", async () => {
    const body = new URLSearchParams({ payload: pushTo(await followed()) }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(await bodyOf(await deliver(body, { headers }))).toEqual({ filed: true });
  });

  it("may hold a text of some megabytes", async () => {
    const text = "a".repeat(5_000_000);
    const body = JSON.stringify({ ...JSON.parse(pushTo(await followed())), head_commit: { message: text } });
    expect(await bodyOf(await deliver(body))).toEqual({ filed: true });
  });

  it("without a delivery id is refused: it could not be told from its repetition", async () => {
    const answer = await deliver(pushTo("git.example.com/a/b"), { headers: { "x-github-delivery": "" } });
    expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([400, "receive/no-delivery"]);
  });
});

describe("another event", () => {
  it("ping is answered", async () => {
    const answer = await deliver("{}", { headers: { "x-github-event": "ping" } });
    expect([answer.status, await bodyOf(answer)]).toEqual([200, { pong: true }]);
  });

  it("of a branch that was deleted is heard as a push: Gitea sends none beside it", async () => {
    const { ref, repository } = JSON.parse(pushTo(await followed()));
    const deleted = { ref: String(ref).replace("refs/heads/", ""), ref_type: "branch", repository };
    const headers = { "x-github-event": "delete" };
    expect(await bodyOf(await deliver(JSON.stringify(deleted), { headers }))).toEqual({ filed: true });
    const other = { ...deleted, ref: "another" };
    expect((await bodyOf(await deliver(JSON.stringify(other), { headers })))["filed"]).toBe(false);
    expect((await deliver(JSON.stringify({ ...deleted, ref_type: "star" }), { headers })).status).toBe(400);
  });

  it("of a ref that was made is passed over: a push of the same ref comes beside it", async () => {
    const body = JSON.stringify({ ref: "main", ref_type: "branch" });
    const answer = await deliver(body, { headers: { "x-github-event": "create" } });
    expect([answer.status, await bodyOf(answer)]).toMatchObject([202, { filed: false }]);
  });

  it("is taken, so that the host does not try again", async () => {
    expect((await deliver("{}", { headers: { "x-github-event": "star" } })).status).toBe(202);
  });
});

describe("a body", () => {
  it.each([
    ["not JSON", "push!", "not JSON"],
    ["a hundred and one levels deep", "[".repeat(101) + "]".repeat(101), "nested more than 100 levels"],
    ["no push", "{}", "is no push"],
    ["a push with no commit", JSON.stringify({ ref: "a", after: "none", repository: {} }), "after"],
    ["a push of no repository's URL", pushTo("no url").replace("https://", ""), "clone_url"],
  ])("that is %s is refused, and the answer says why", async (_what, body, why) => {
    const answer = await deliver(body);
    expect(answer.status).toBe(400);
    expect(await bodyOf(answer)).toMatchObject({
      code: "receive/bad-body",
      message: expect.stringContaining(why),
    });
  });

  it("may hold brackets in its texts", async () => {
    const body = JSON.stringify({ ...JSON.parse(pushTo("git.example.com/a/b")), why: "[".repeat(500) });
    expect((await deliver(body)).status).toBe(202);
  });

  it("of a type in which GitHub does not send is refused with 415", async () => {
    for (const type of ["text/plain", "application/xml", ""]) {
      const answer = await deliver(pushTo("git.example.com/a/b"), { headers: { "content-type": type } });
      expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([415, "receive/bad-type"]);
    }
  });

  it("of JSON may say its letters' encoding", async () => {
    const headers = { "content-type": "Application/JSON; charset=UTF-8" };
    expect((await deliver(pushTo("git.example.com/a/b"), { headers })).status).toBe(202);
  });

  it("of more than 5 MiB is refused before it is looked at", async () => {
    const answer = await deliver("a".repeat(5 * 1024 * 1024 + 1), { signature: "" });
    expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([413, "receive/too-large"]);
  });

  it("of more than 5 MiB is refused though it does not say how long it is", async () => {
    const megabyte = new Uint8Array(1024 * 1024);
    let left = 26;
    const body = new ReadableStream({
      pull: (out) => (left-- > 0 ? out.enqueue(megabyte) : out.close()),
    });
    const answer = await knock("/hooks/github", { method: "POST", body });
    expect(answer.status).toBe(413);
  });
});

describe("the door", () => {
  it.each(["GET", "PUT", "DELETE", "HEAD"])("is closed to %s with 405", async (method) => {
    const answer = await knock("/hooks/github", { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("answers in one line of JSON, whatever it answers", async () => {
    for (const answer of [
      await deliver("{}"),
      await deliver("{}", { signature: "" }),
      await deliver(pushTo("git.example.com/a/b")),
      await knock("/hooks/github"),
    ]) {
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
      expect(await answer.text()).toMatch(/^\{.+\}$/);
    }
  });

  it("counts deliveries by what became of them, for whoever runs the edge", async () => {
    const counted = async (): Promise<Record<string, number>> => {
      const answer = await knockAsAdmin("/deliveries");
      return (await bodyOf(answer))["deliveries"] as Record<string, number>;
    };
    const before = await counted();
    for (let again = 0; again < 3; again++) await deliver(pushTo("git.example.com/team/nobodys"));
    await vi.waitFor(
      async () =>
        expect((await counted())["nobody-follows"]).toBeGreaterThanOrEqual(
          (before["nobody-follows"] ?? 0) + 3,
        ),
      { timeout: 5_000 },
    );
    expect((await knock("/deliveries")).status).toBe(401);
  });
});
