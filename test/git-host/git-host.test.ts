import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type IncomingHttpHeaders, type Server, createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { git } from "#test/support/git-host/git-command.ts";
import { type GitHost, type GitRepo, startGitHost } from "#test/support/git-host/git-host.ts";
import { openWorkTree } from "#test/support/git-host/work-tree.ts";

const secret = "what only the two of us know";
const zero = "0".repeat(40);

let folder: string;
let host: GitHost;
let receiver: Server;
let hookUrl: string;
const received: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = [];
let answerWith = { status: 202, body: '{"filed":true}', afterMs: 0 };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "git-host-"));
  host = await startGitHost({ folder: path.join(folder, "host"), log: () => undefined });
  receiver = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks as Buffer[]) });
      const { status, body, afterMs } = answerWith;
      setTimeout(() => response.writeHead(status).end(body), afterMs);
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks/github`;
});

afterAll(async () => {
  await host.stop();
  receiver.closeAllConnections();
  receiver.close();
  await rm(folder, { recursive: true });
});

let made = 0;
/** A repository of the test's own, with a hook and a developer's clone. */
async function workshop(options: { readonly hook: boolean } = { hook: true }) {
  made += 1;
  const repo = await host.createRepository(`repo-${made}`);
  if (options.hook) host.addHook(repo, { url: hookUrl, secret });
  return { repo, tree: await openWorkTree(repo, path.join(folder, `tree-${made}`)) };
}

async function bodyOfLast(repo: GitRepo) {
  return JSON.parse((await host.lastDelivery(repo)).requestBody);
}

function hmac(algorithm: string, body: string | Buffer): string {
  return `${algorithm}=${createHmac(algorithm, secret).update(body).digest("hex")}`;
}

describe("a repository on the host", () => {
  it("gives a clone what another pushed", async () => {
    const { repo, tree } = await workshop();
    const oid = await tree.commit({ "k8s/a.yaml": "kind: A\n", "blob.bin": randomBytes(3_000_000) }, "first");
    await tree.push();

    const other = await openWorkTree(repo, path.join(folder, "other-clone"));
    expect(await other.head()).toBe(oid);
    expect(await other.git("show", "HEAD:k8s/a.yaml")).toBe("kind: A\n");
  });

  it("takes a push whose body comes in chunks, and says how much came", async () => {
    const { repo, tree } = await workshop();
    const oid = await tree.commit({ "blob.bin": randomBytes(2_500_000) }, "larger than http.postBuffer");
    await tree.git("-c", "http.postBuffer=65536", "push", "--quiet", "origin", "HEAD:refs/heads/main");
    await host.settled();

    expect(await git(["rev-parse", "main"], { cwd: repo.folder })).toBe(`${oid}\n`);
    const push = host.requests().findLast((request) => request.path.endsWith("/git-receive-pack"));
    expect(push).toMatchObject({ method: "POST", service: "git-receive-pack", status: 200 });
    expect(push?.bytesIn).toBeGreaterThan(2_500_000);
    expect(push?.bytesOut).toBeGreaterThan(0);
  });

  it("takes a request that is compressed, as git's long ones are", async () => {
    const { repo, tree } = await workshop();
    const oid = await tree.commit({ a: "1" }, "first");
    await tree.push();
    const answer = await fetch(`${repo.cloneUrl}/git-upload-pack`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${host.user}:${host.password}`)}`,
        "content-type": "application/x-git-upload-pack-request",
        "content-encoding": "gzip",
        "git-protocol": "version=2",
      },
      body: gzipSync("0014command=ls-refs\n0000"),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-git-upload-pack-result");
    expect(await answer.text()).toContain(`${oid} refs/heads/main`);
  });

  it("speaks protocol version 2, and serves any commit and a clone without blobs", async () => {
    const { repo, tree } = await workshop();
    const first = await tree.commit({ "a.yaml": "a" }, "first");
    await tree.commit({ "a.yaml": "b" }, "second");
    await tree.push();

    // GIT_TRACE_PACKET=<file>: what was said on the wire, on record.
    const trace = path.join(folder, "packets");
    await git(["-c", "protocol.version=2", "ls-remote", repo.remote], {
      cwd: folder,
      env: { GIT_TRACE_PACKET: trace },
    });
    expect(await readFile(trace, "utf8")).toMatch(/ls-remote< version 2[\s\S]*command=ls-refs/);

    const bare = path.join(folder, "partial");
    await git(["clone", "--quiet", "--bare", "--filter=blob:none", "--depth=1", repo.remote, bare], {
      cwd: folder,
    });
    await git(["fetch", "--quiet", "--depth=1", repo.remote, first], { cwd: bare });
    expect(await git(["cat-file", "-t", first], { cwd: bare })).toBe("commit\n");
  });

  it("refuses a wrong password, and nobody's", async () => {
    const { repo } = await workshop();
    const wrong = repo.remote.replace(host.password, "wrong");
    await expect(git(["ls-remote", wrong], { cwd: folder })).rejects.toThrow(/Authentication failed/);
    await expect(git(["ls-remote", repo.cloneUrl], { cwd: folder })).rejects.toThrow(
      /could not read Username/,
    );

    const answer = await fetch(`${repo.cloneUrl}/info/refs?service=git-upload-pack`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
  });

  it("keeps what lies beside the repository to itself", async () => {
    const { repo } = await workshop();
    const headers = { authorization: `Basic ${btoa(`${host.user}:${host.password}`)}` };
    const status = async (url: string) => (await fetch(url, { headers })).status;
    expect(await status(`${repo.cloneUrl}/config`)).toBe(404);
    expect(await status(`${repo.cloneUrl}/info/refs`)).toBe(403);
    expect(await status(`${host.url}/acme/none.git/info/refs?service=git-upload-pack`)).toBe(404);
    await expect(host.createRepository("../out")).rejects.toThrow(/no repository name/);
  });

  it("fails as often as it was told to, and then no more", async () => {
    const { repo } = await workshop();
    host.failNext(1, 503);
    await expect(git(["ls-remote", repo.remote], { cwd: folder })).rejects.toThrow(/503/);
    await expect(git(["ls-remote", repo.remote], { cwd: folder })).resolves.toBe("");
  });

  it("outlives a client that hangs up in the middle of a push, and changes nothing", async () => {
    const { repo, tree } = await workshop();
    const oid = await tree.commit({ "a.yaml": "a" }, "first");
    await tree.push();
    await host.settled();
    const before = host.deliveries(repo).length;

    const { hostname, port } = new URL(host.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const line = `${oid} ${zero} refs/heads/main\0report-status delete-refs`;
    socket.write(
      [
        `POST /${repo.fullName}.git/git-receive-pack HTTP/1.1`,
        "Host: x",
        `Authorization: Basic ${btoa(`${host.user}:${host.password}`)}`,
        "Content-Type: application/x-git-receive-pack-request",
        "Content-Length: 5000",
        "",
        (line.length + 4).toString(16).padStart(4, "0") + line,
      ].join("\r\n"),
    );
    await expect.poll(() => host.requests().at(-1)?.bytesIn).toBeGreaterThan(0);
    socket.destroy();
    await host.settled();

    expect(await git(["rev-parse", "main"], { cwd: repo.folder })).toBe(`${oid}\n`);
    expect(host.deliveries(repo)).toHaveLength(before);
    await tree.commit({ "a.yaml": "b" }, "second");
    await expect(tree.push()).resolves.toBe(await tree.head());
  });

  it("finishes a push that was wholly sent, though nobody waits for the answer", async () => {
    const { repo, tree } = await workshop();
    const oid = await tree.commit({ "a.yaml": "a" }, "first");
    await tree.push();
    await host.settled();

    const { hostname, port } = new URL(host.url);
    const line = `${zero} ${oid} refs/heads/copy\0report-status`;
    // A pack of nothing: the commit is already there, only the branch is new.
    const emptyPack = Buffer.from("5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e", "hex");
    const head = `${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`;
    const request = httpRequest({
      hostname,
      port,
      method: "POST",
      path: `/${repo.fullName}.git/git-receive-pack`,
      headers: {
        Authorization: `Basic ${btoa(`${host.user}:${host.password}`)}`,
        "Content-Type": "application/x-git-receive-pack-request",
      },
    });
    request.on("error", () => undefined);
    request.end(Buffer.concat([Buffer.from(head), emptyPack]));
    await expect.poll(() => host.requests().at(-1)?.bytesIn).toBe(head.length + emptyPack.length);
    request.destroy();
    expect((await bodyOfLast(repo)).ref).toBe("refs/heads/copy");
  });
});

describe("a push", () => {
  it("is told once, signed over the very bytes, with what changed", async () => {
    const { repo, tree } = await workshop();
    const first = await tree.commit({ "k8s/deployment.yaml": "1", "old.yaml": "1" }, "first");
    await tree.push();
    await host.settled();
    received.length = 0;
    const seen = host.deliveries(repo).length;

    const second = await tree.commit(
      { "k8s/deployment.yaml": "2", "old.yaml": undefined },
      "second\n\nwith a body",
    );
    const third = await tree.commit({ 'k8s/ü "q".yaml': "3" }, "third");
    await tree.push();
    const delivery = await host.lastDelivery(repo);

    expect(host.deliveries(repo)).toHaveLength(seen + 1);
    expect(received).toHaveLength(1);
    const { headers = {}, body = Buffer.of() } = received[0] ?? {};
    expect(headers["x-hub-signature-256"]).toBe(hmac("sha256", body));
    expect(headers["x-hub-signature"]).toBe(hmac("sha1", body));
    expect(headers).toMatchObject({
      accept: "*/*",
      "content-type": "application/json",
      "user-agent": expect.stringMatching(/^GitHub-Hookshot\/[0-9a-f]{7}$/),
      "x-github-event": "push",
      "x-github-delivery": delivery.id,
      "x-github-hook-id": expect.stringMatching(/^\d+$/),
      "x-github-hook-installation-target-id": expect.stringMatching(/^\d+$/),
      "x-github-hook-installation-target-type": "repository",
    });
    expect(delivery).toMatchObject({ event: "push", responseStatus: 202, responseBody: '{"filed":true}' });
    expect(delivery.requestBody).toBe(body.toString("utf8"));
    expect(delivery.answeredAt).toBeGreaterThanOrEqual(delivery.sentAt);

    expect(JSON.parse(delivery.requestBody)).toMatchObject({
      ref: "refs/heads/main",
      before: first,
      after: third,
      created: false,
      deleted: false,
      forced: false,
      base_ref: null,
      commits: [
        {
          id: second,
          message: "second\n\nwith a body",
          distinct: true,
          author: { name: "Dev", email: "dev@example.com" },
          added: [],
          removed: ["old.yaml"],
          modified: ["k8s/deployment.yaml"],
        },
        { id: third, added: ['k8s/ü "q".yaml'], removed: [], modified: [] },
      ],
      head_commit: { id: third, tree_id: (await tree.git("rev-parse", "HEAD^{tree}")).trim() },
      repository: { full_name: repo.fullName, clone_url: repo.cloneUrl, default_branch: "main" },
      pusher: { name: host.user },
      sender: { login: host.user, type: "User" },
    });
  });

  it("that makes a branch says so, and from where; one that deletes it has no head", async () => {
    const { repo, tree } = await workshop();
    const first = await tree.commit({ a: "1" }, "first");
    await tree.push();
    expect(await bodyOfLast(repo)).toMatchObject({
      before: zero,
      created: true,
      commits: [{ id: first, added: ["a"] }],
    });

    await tree.push("feature");
    expect(await bodyOfLast(repo)).toMatchObject({
      ref: "refs/heads/feature",
      before: zero,
      after: first,
      created: true,
      base_ref: "refs/heads/main",
      commits: [],
      head_commit: { id: first, distinct: false },
    });

    await tree.deleteBranch("feature");
    expect(await bodyOfLast(repo)).toMatchObject({
      ref: "refs/heads/feature",
      before: first,
      after: zero,
      deleted: true,
      commits: [],
      head_commit: null,
    });
  });

  it("that rewrites history is told as forced", async () => {
    const { repo, tree } = await workshop();
    await tree.commit({ a: "1" }, "first");
    const lost = await tree.commit({ a: "2" }, "second");
    await tree.push();
    await tree.reset("HEAD~1");
    const instead = await tree.commit({ a: "3" }, "instead");
    await expect(tree.push()).rejects.toThrow(/non-fast-forward|fetch first/);
    await tree.forcePush();
    expect(await bodyOfLast(repo)).toMatchObject({
      before: lost,
      after: instead,
      forced: true,
      commits: [{ id: instead, modified: ["a"] }],
    });
  });

  it("of a tag names the tag, and as its head the commit", async () => {
    const { repo, tree } = await workshop();
    const oid = await tree.commit({ a: "1" }, "first");
    await tree.push();
    await tree.pushTag("v1.0.0");
    const tag = (await tree.git("rev-parse", "v1.0.0")).trim();
    expect(tag).not.toBe(oid);
    expect(await bodyOfLast(repo)).toMatchObject({
      ref: "refs/tags/v1.0.0",
      after: tag,
      created: true,
      base_ref: "refs/heads/main",
      commits: [],
      head_commit: { id: oid },
    });
  });

  it("of very many commits lists the newest twenty, oldest of them first", async () => {
    const { repo, tree } = await workshop();
    const oids: string[] = [];
    for (let n = 0; n < 23; n += 1) oids.push(await tree.commit({ n: String(n) }, `commit ${n}`));
    await tree.push();
    const body = await bodyOfLast(repo);
    expect(body.commits.map((commit: { id: string }) => commit.id)).toEqual(oids.slice(-20));
  });

  it("of two branches at once is told twice", async () => {
    const { repo, tree } = await workshop();
    await tree.commit({ a: "1" }, "first");
    await tree.git("push", "--quiet", "origin", "HEAD:refs/heads/main", "HEAD:refs/heads/next");
    await host.settled();
    const refs = host.deliveries(repo).map((delivery) => JSON.parse(delivery.requestBody).ref);
    expect(new Set(refs)).toEqual(new Set(["refs/heads/main", "refs/heads/next"]));
    expect(refs).toHaveLength(2);
  });

  it("beside another keeps its own changes", async () => {
    const { repo, tree } = await workshop();
    await tree.commit({ a: "1" }, "first");
    await tree.push();
    await host.settled();
    const others = await Promise.all(
      [1, 2, 3, 4].map((n) => openWorkTree(repo, path.join(folder, `beside-${n}`))),
    );
    const oids = await Promise.all(
      others.map(async (other, n) => {
        await other.commit({ [`b${n}`]: "1" }, `beside ${n}`);
        return other.push(`beside-${n}`);
      }),
    );
    await host.settled();
    const told = host
      .deliveries(repo)
      .slice(1)
      .map((delivery) => JSON.parse(delivery.requestBody));
    expect(told).toHaveLength(4);
    for (const [n, oid] of oids.entries())
      expect(told.find((push) => push.ref === `refs/heads/beside-${n}`)).toMatchObject({
        after: oid,
        before: zero,
      });
  });

  it("does not wait for a slow receiver", async () => {
    const { repo, tree } = await workshop();
    answerWith = { ...answerWith, afterMs: 1500 };
    try {
      await tree.commit({ a: "1" }, "first");
      await tree.push();
      expect(host.deliveries(repo)).toEqual([]);
      expect((await host.lastDelivery(repo)).durationMs).toBeGreaterThan(1400);
    } finally {
      answerWith = { ...answerWith, afterMs: 0 };
    }
  });

  it("is told to nobody while hooks are paused, nor afterwards", async () => {
    const { repo, tree } = await workshop();
    host.hooksPaused = true;
    try {
      await tree.commit({ a: "1" }, "first");
      await tree.push();
      await host.settled();
    } finally {
      host.hooksPaused = false;
    }
    expect(host.deliveries(repo)).toEqual([]);
    await tree.commit({ a: "2" }, "second");
    await tree.push();
    await host.settled();
    expect(host.deliveries(repo)).toHaveLength(1);
  });

  it("that is refused, or changes nothing, is told to nobody", async () => {
    const { repo, tree } = await workshop();
    await tree.commit({ a: "1" }, "first");
    await tree.commit({ a: "2" }, "second");
    await tree.push();
    await tree.push();
    await git(["config", "receive.denyNonFastForwards", "true"], { cwd: repo.folder });
    await tree.reset("HEAD~1");
    await expect(tree.forcePush()).rejects.toThrow(/non-fast-forward/);
    await host.settled();
    expect(host.deliveries(repo)).toHaveLength(1);
  });
});

describe("a delivery", () => {
  it("comes again with the same id and the same body", async () => {
    const { repo, tree } = await workshop();
    await tree.commit({ a: "1" }, "first");
    await tree.push();
    const first = await host.lastDelivery(repo);
    const again = await host.redeliver(first.id);

    expect(again).toMatchObject({ id: first.id, requestBody: first.requestBody, redelivery: true });
    expect(again.requestHeaders).toEqual(first.requestHeaders);
    expect(received.at(-1)?.body).toEqual(received.at(-2)?.body);
    expect(host.deliveries(repo)).toHaveLength(2);
    await expect(host.redeliver("none")).rejects.toThrow(/No delivery none/);
  });

  it("can be spoiled on purpose", async () => {
    const { repo, tree } = await workshop();
    const oid = await tree.commit({ a: "1" }, "first");
    await tree.push();
    await host.settled();

    const good = await host.deliver(repo);
    expect(JSON.parse(good.requestBody)).toMatchObject({ ref: "refs/heads/main", after: oid });
    expect(good.requestHeaders["X-Hub-Signature-256"]).toBe(hmac("sha256", good.requestBody));

    const forged = await host.deliver(repo, { body: "{}", signature: "sha256=00" });
    expect(forged.requestHeaders["X-Hub-Signature-256"]).toBe("sha256=00");
    expect(received.at(-1)?.body.toString()).toBe("{}");

    const unsigned = await host.deliver(repo, { signature: "", headers: { "x-hub-signature": undefined } });
    expect(Object.keys(unsigned.requestHeaders).filter((name) => name.startsWith("X-Hub"))).toEqual([]);

    const ping = await host.deliver(repo, { event: "ping", body: '{"zen":"…"}' });
    expect(received.at(-1)?.headers["x-github-event"]).toBe("ping");
    expect(ping.requestHeaders["X-Hub-Signature-256"]).toBe(hmac("sha256", '{"zen":"…"}'));
  });

  it("to nobody is on record, with the reason", async () => {
    const { repo, tree } = await workshop({ hook: false });
    host.addHook(repo, { url: "http://127.0.0.1:1/hooks", secret });
    await tree.commit({ a: "1" }, "first");
    await tree.push();
    expect(await host.lastDelivery(repo)).toMatchObject({
      responseStatus: undefined,
      error: expect.stringMatching(/ECONNREFUSED|bad port/),
    });
  });
});

describe("a host that is stopped", () => {
  it("stops although a delivery hangs, and a second time too", async () => {
    const brief = await startGitHost({ folder: path.join(folder, "brief"), log: () => undefined });
    const repo = await brief.createRepository("acme/web");
    brief.addHook(repo, { url: hookUrl, secret });
    const tree = await openWorkTree(repo, path.join(folder, "brief-tree"));
    await tree.commit({ a: "1" }, "first");
    answerWith = { ...answerWith, afterMs: 5000 };
    try {
      await tree.push();
      const begin = performance.now();
      await brief.stop();
      await brief.stop();
      expect(performance.now() - begin).toBeLessThan(2000);
    } finally {
      answerWith = { ...answerWith, afterMs: 0 };
    }
    await expect(git(["ls-remote", repo.remote], { cwd: folder })).rejects.toThrow();
  });
});
