import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startEdge, type Edge } from "#infra/edge/launcher.ts";
import { workerBuild } from "#infra/edge/worker-build.ts";
import { Secret } from "#shared/model/secret.ts";
import { residentOf } from "#test/bench/memory.ts";
import { Scratch } from "#test/source/git-server.ts";
import { freePort } from "#test/support/free-port.ts";
import { SshHost, type SshHostOptions } from "#test/support/ssh-host/ssh-host.ts";
import { newSshKeys, noSshKeygen, type SshKeys } from "#test/support/ssh-host/ssh-keys.ts";

beforeEach(({ skip }) => skip(noSshKeygen !== undefined, noSshKeygen ?? ""));

const scratch = new Scratch();
let folder: string;
let edge: Edge;
let ours: SshKeys;
let shown: SshKeys;

beforeAll(async () => {
  if (noSshKeygen !== undefined) return;
  [ours, shown] = [newSshKeys(), newSshKeys()];
  folder = await mkdtemp(join(tmpdir(), "plumbline-ssh-"));
  scratch.repository("shop").commit({ "a.yaml": "a: 1\n", "b/c.yaml": "c: 1\n" });
  const worker = join(folder, "ssh-worker.js");
  await build({
    ...workerBuild,
    entryPoints: [new URL("ssh-worker.ts", import.meta.url).pathname],
    outfile: worker,
    logLevel: "warning",
  });
  edge = await startEdge({
    worker,
    folder,
    port: await freePort(),
    edgeKey: new Secret(randomBytes(32).toString("base64")),
    adminToken: new Secret("admin"),
    webhookSecret: new Secret("hook"),
    patrolSeconds: 0,
    log: () => undefined,
  });
});
afterAll(async () => {
  await edge?.stop();
  scratch[Symbol.dispose]();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function hostWith(options: Partial<SshHostOptions> = {}): Promise<SshHost> {
  const host = new SshHost({ root: scratch.path, hostKeys: [shown], accepts: [ours], ...options });
  await host.start();
  return host;
}

type Asking = {
  readonly url?: string;
  readonly timeout?: string;
  readonly secret?: Readonly<Record<string, string>>;
};

async function asked(
  host: SshHost,
  { url = host.url("shop"), timeout, secret }: Asking = {},
): Promise<string> {
  const entries = { identity: ours.identity, known_hosts: host.knows(shown), ...secret };
  const body = JSON.stringify({ url, secret: entries, ...(timeout !== undefined && { timeout }) });
  return (await fetch(edge.url, { method: "POST", body })).text();
}

describe("a repository behind SSH, to an edge in workerd", () => {
  it.each(["ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 3072"])(
    "opens with a deploy key of the kind %s, at a host with a key of that kind",
    async (type) => {
      const [keys, hostKey] = [newSshKeys(type), newSshKeys(type)];
      await using host = await hostWith({ hostKeys: [hostKey], accepts: [keys] });
      const secret = { identity: keys.identity, known_hosts: host.knows(hostKey) };
      expect(await asked(host, { secret })).toBe("5 objects");
    },
  );

  it("opens with an encrypted deploy key and its passphrase", async () => {
    const keys = newSshKeys("ed25519", "sesame");
    await using host = await hostWith({ accepts: [keys] });
    expect(await asked(host, { secret: { identity: keys.identity, password: "sesame" } })).toBe("5 objects");
    const said = await asked(host, { secret: { identity: keys.identity, password: "open" } });
    expect(said).toMatch(/^source\/credential-invalid .*bad passphrase/);
  });

  it.each([
    ["ed25519", {}],
    ["ec", { namedCurve: "P-384" }],
    ["rsa", { modulusLength: 2048 }],
  ] as const)("reads a key in PKCS#8, %s", async (type, options) => {
    // oxlint-disable-next-line typescript/no-explicit-any -- one overload for each kind, and here all of them
    const { privateKey } = (generateKeyPairSync as any)(type, options);
    const identity = privateKey.export({ type: "pkcs8", format: "pem" });
    await using host = await hostWith();
    expect(await asked(host, { secret: { identity } })).toMatch(/^source\/auth-refused/);
  });

  it.each([
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group14-sha256",
  ])("opens at a host that exchanges keys by %s alone", async (one) => {
    await using host = await hostWith({ keyExchanges: [one] });
    expect(await asked(host)).toBe("5 objects");
  });

  it("says so when the host exchanges keys by Curve25519 alone", async () => {
    await using host = await hostWith({ keyExchanges: ["curve25519-sha256"] });
    expect(await asked(host)).toMatch(
      /^source\/ssh-unsupported .*no matching key exchange algorithm.*NIST curve/,
    );
  });

  it("stays closed at a host that known_hosts does not know", async () => {
    await using host = await hostWith();
    const said = await asked(host, { secret: { known_hosts: host.knows(ours) } });
    expect(said).toMatch(/^source\/host-key-refused/);
    expect(said).toContain(shown.fingerprint);
    expect(host.log.join("\n")).not.toContain("accepted");
  });

  it("that is not there, or closed to this key, is told apart", async () => {
    await using host = await hostWith();
    expect(await asked(host, { url: host.url("none") })).toMatch(/^source\/not-found .*Repository not found/);
    expect(await asked(host, { secret: { identity: newSshKeys().identity } })).toMatch(
      /^source\/auth-refused/,
    );
  });
});

describe("a connection that fails, to an edge in workerd", () => {
  it.each(["cutAfter", "stallAfter"] as const)("by %s is worth another try", async (hazard) => {
    await using host = await hostWith({ [hazard]: 400 });
    const before = performance.now();
    expect(await asked(host, { timeout: "1500ms" })).toMatch(/^source\/host-failed/);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("because nobody is there is worth another try", async () => {
    await using host = await hostWith();
    const secret = { known_hosts: `[127.0.0.1]:1,nobody.invalid ${ours.line}` };
    for (const place of ["127.0.0.1:1", "nobody.invalid"])
      expect(await asked(host, { url: `ssh://git@${place}/shop.git`, secret })).toMatch(
        /^source\/host-failed/,
      );
  });

  it.each(["", "SSH-2.0-x\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"])(
    "because the host says %j and no more ends in time",
    async (greeting) => {
      const sockets = new Set<Socket>();
      const server = createServer(
        (socket) => sockets.add(socket.on("error", () => undefined)) && socket.write(greeting),
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      await using host = await hostWith();
      const secret = { known_hosts: `[127.0.0.1]:${port} ${ours.line}` };
      const said = await asked(host, { url: `ssh://127.0.0.1:${port}/a`, secret, timeout: "800ms" });
      expect(said).toMatch(/^source\/host-failed .*timeout/);
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  );
});

it("a pack of 100 MB over SSH is read without all of it in memory", async () => {
  const files = Array.from({ length: 100 }, (_, i) => [`${i}.bin`, randomBytes(1_000_000)] as const);
  scratch.repository("large").commit(Object.fromEntries(files));
  await using host = await hostWith();
  expect(await asked(host)).toBe("5 objects");
  const before = await residentOf(edge.pid);
  expect(await asked(host, { url: host.url("large"), timeout: "100s" })).toBe("102 objects");
  const after = await residentOf(edge.pid);
  expect(after.peak - before.now).toBeLessThan(170);
}, 120_000);
