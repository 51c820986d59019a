import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { discover, fetchObjects, listRefs, type GitRemote } from "#functions/source/git/git-client.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { sentence } from "#shared/model/failure.ts";
import { Secret } from "#shared/model/secret.ts";
import { failureOf, valueOf } from "#test/source/expect-result.ts";
import { Scratch, type Repository } from "#test/source/git-server.ts";
import { SinkByHand } from "#test/source/read-pack.ts";
import { SshHost, type SshHostOptions } from "#test/support/ssh-host/ssh-host.ts";
import { newSshKeys, noSshKeygen, type SshKeys } from "#test/support/ssh-host/ssh-keys.ts";

beforeEach(({ skip }) => skip(noSshKeygen !== undefined, noSshKeygen ?? ""));

const scratch = new Scratch();
let fleet: Repository;
let ours: SshKeys;
let host: SshHost;
const hostKeys: SshKeys[] = [];

beforeAll(async () => {
  if (noSshKeygen !== undefined) return;
  ours = newSshKeys();
  hostKeys.push(newSshKeys(), newSshKeys("ecdsa -b 256"), newSshKeys("rsa -b 2048"));
  fleet = scratch.repository("fleet");
  fleet.commit({ "apps/web.yaml": "kind: Deployment\n", "README.md": "# Fleet\n" });
  host = await started();
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

async function started(options: Partial<SshHostOptions> = {}): Promise<SshHost> {
  const one = new SshHost({ root: scratch.path, hostKeys, accepts: [ours], ...options });
  await one.start();
  return one;
}

type Way = { readonly keys?: SshKeys; readonly passphrase?: string; readonly knownHosts?: string };

function remoteAt(at: SshHost, { keys = ours, passphrase, knownHosts }: Way = {}): GitRemote {
  return {
    url: at.url("fleet"),
    fetch,
    timeout: 10_000,
    ssh: {
      identity: new Secret(keys.identity),
      knownHosts: knownHosts ?? at.knows(...hostKeys),
      ...(passphrase !== undefined && { passphrase: new Secret(passphrase) }),
    },
  };
}

async function refsAt(remote: GitRemote): Promise<readonly string[]> {
  const refs = await listRefs(remote, valueOf(await discover(remote)), ["refs/heads/"]);
  return valueOf(refs).map(({ name, oid }) => `${name} ${oid}`);
}

const main = (): string => `refs/heads/main ${fleet.oid("main")}`;

async function fetched(remote: GitRemote, commit: Oid): Promise<SinkByHand> {
  const sink = new SinkByHand();
  const want = { wants: [commit], haves: [], shallow: [], depth: 1 } as const;
  valueOf(await fetchObjects(remote, valueOf(await discover(remote)), { ...want, sink }));
  return sink;
}

describe("a repository behind SSH", () => {
  it("gives its refs and objects to whoever holds the deploy key", async () => {
    const remote = remoteAt(host);
    expect(await refsAt(remote)).toEqual([main()]);
    const { byOid } = await fetched(remote, fleet.oid("main"));
    expect(byOid.has(fleet.oid("main:apps/web.yaml"))).toBe(true);
    expect(host.log).toContain("exec: git-upload-pack '/fleet.git'");
  });

  it("gives a pack of megabytes and thousands of files", async () => {
    const large = scratch.repository("large");
    large.commit({ "a.bin": Buffer.alloc(3_000_000, "0123456789abcdef"), "b.yaml": "b: 1\n" });
    const files = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, i) => [`f/${i}.yaml`, `${"x".repeat(i)}\n`]),
    );
    const commit = large.commit(files);
    const { byOid } = await fetched({ ...remoteAt(host), url: host.url("large") }, commit);
    expect(byOid.size).toBeGreaterThan(3_000);
  });

  it.each(["ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"])(
    "takes a key of the kind %s, and shows one of that kind",
    async (type) => {
      const keys = newSshKeys(type);
      const shown = newSshKeys(type);
      await using one = await started({ hostKeys: [shown], accepts: [keys] });
      expect(await refsAt(remoteAt(one, { keys, knownHosts: one.knows(shown) }))).toEqual([main()]);
    },
  );

  it.each([
    ["ed25519", {}],
    ["ec", { namedCurve: "P-256" }],
    ["ec", { namedCurve: "P-384" }],
    ["ec", { namedCurve: "P-521" }],
    ["rsa", { modulusLength: 2048 }],
  ])("takes a key of the kind %s %j in PKCS#8, as Flux's CLI writes it", async (type, options) => {
    // oxlint-disable-next-line typescript/no-explicit-any -- one overload for each kind, and here all of them
    const { privateKey } = (generateKeyPairSync as any)(type, options);
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    const keys = publicHalf(pem);
    await using one = await started({ accepts: [keys] });
    expect(await refsAt(remoteAt(one, { keys }))).toEqual([main()]);
  });

  it("takes an encrypted key with its passphrase, and says what is wrong without", async () => {
    const keys = newSshKeys("ed25519", "sesame");
    await using one = await started({ accepts: [keys] });
    expect(await refsAt(remoteAt(one, { keys, passphrase: "sesame" }))).toEqual([main()]);
    const closed = failureOf(await discover(remoteAt(one, { keys })));
    expect(closed.code).toBe("source/credential-invalid");
    expect(sentence(closed)).toMatch(/no passphrase given.*under the key password/);
    const wrong = failureOf(await discover(remoteAt(one, { keys, passphrase: "open" })));
    expect(sentence(wrong)).toContain("bad passphrase");
    expect(sentence(wrong)).not.toContain('open"');
    expect(one.log.filter((line) => line.startsWith("refused"))).toEqual([]);
  });

  it.each(["no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])(
    "takes no key out of %j",
    async (identity) => {
      const keys = { ...ours, identity };
      const failure = failureOf(await discover(remoteAt(host, { keys })));
      expect(failure.code).toBe("source/credential-invalid");
    },
  );

  it("takes no public key for a private one", async () => {
    const keys = { ...ours, identity: ours.line };
    expect(sentence(failureOf(await discover(remoteAt(host, { keys }))))).toContain("no private key");
  });
});

/** The same pair with its public half as SSH writes it. */
function publicHalf(pem: string): SshKeys {
  const jwk = createPrivateKey(pem).export({ format: "jwk" });
  const bytes = (text = ""): Buffer => Buffer.from(text, "base64url");
  const field = (content: string | Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(content.length);
    return Buffer.concat([head, Buffer.from(content)]);
  };
  const positive = (number: Buffer): Buffer =>
    (number[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), number]) : number;
  const curve = `nistp${jwk.crv?.slice(2)}`;
  const [kind, ...fields] =
    jwk.kty === "RSA"
      ? ["ssh-rsa", positive(bytes(jwk.e)), positive(bytes(jwk.n))]
      : jwk.kty === "OKP"
        ? ["ssh-ed25519", bytes(jwk.x)]
        : [
            `ecdsa-sha2-${curve}`,
            Buffer.from(curve),
            Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]),
          ];
  const blob = Buffer.concat([field(kind), ...fields.map((one) => field(one))]);
  return { identity: pem, line: `${kind} ${blob.toString("base64")}`, fingerprint: "" };
}

describe("a host's own key", () => {
  it("that known_hosts does not have ends it before anything is sent", async () => {
    const stranger = newSshKeys();
    const knownHosts = host.knows(stranger);
    const before = host.log.length;
    const failure = failureOf(await discover(remoteAt(host, { knownHosts })));
    expect(failure.code).toBe("source/host-key-refused");
    expect(failure.message).toContain(hostKeys[0]?.fingerprint);
    expect(failure.remedy).toContain("somebody stands in its place");
    expect(host.log.slice(before).join("\n")).not.toMatch(/accepted|exec/);
  });

  it("that is revoked is not taken, and is named as that", async () => {
    const [ed25519] = hostKeys;
    const revoked = `@revoked [127.0.0.1]:${host.port} ${ed25519?.line}`;
    const knownHosts = `${host.knows(newSshKeys())}${revoked}`;
    const failure = failureOf(await discover(remoteAt(host, { knownHosts })));
    expect(failure.message).toMatch(/has as revoked/);
    const only = failureOf(await discover(remoteAt(host, { knownHosts: revoked })));
    expect(only.message).toContain("only revoked keys");
  });

  it("is asked for in the kind that known_hosts has, whichever the host prefers", async () => {
    for (const one of hostKeys)
      expect(await refsAt(remoteAt(host, { knownHosts: host.knows(one) }))).toEqual([main()]);
  });

  it("must be there: a host that nobody knows is not asked", async () => {
    const knownHosts = `github.com ${ours.line}\n127.0.0.1 ${ours.line}\nbroken`;
    const failure = failureOf(await discover(remoteAt(host, { knownHosts })));
    expect(sentence(failure)).toBe(
      `ssh://127.0.0.1:${host.port}/fleet.git: the Secret's known_hosts has no key for [127.0.0.1]:${host.port} ` +
        `(line 3 cannot be read). Take it from ssh-keyscan -p ${host.port} 127.0.0.1, compare it with what the host ` +
        "publishes, and store it under known_hosts",
    );
  });

  it("is named though it is of another kind than known_hosts has", async () => {
    await using one = await started({ hostKeys: hostKeys.slice(0, 1) });
    const knownHosts = one.knows(newSshKeys("rsa -b 2048"));
    const failure = failureOf(await discover(remoteAt(one, { knownHosts })));
    expect(failure.code).toBe("source/host-key-refused");
    expect(failure.message).toContain(hostKeys[0]?.fingerprint);
  });
});

describe("a host that will not", () => {
  it("take the key is told from one that has no such repository", async () => {
    const refused = failureOf(await discover(remoteAt(host, { keys: newSshKeys() })));
    expect(refused.code).toBe("source/auth-refused");
    const missing = failureOf(await discover({ ...remoteAt(host), url: host.url("none") }));
    expect(missing.code).toBe("source/not-found");
    expect(missing.message).toContain('saying "ERROR: Repository not found."');
  });

  it("pass GIT_PROTOCOL on is told what to do, at the first request and at later ones", async () => {
    await using one = await started({ dropsVariables: true });
    const remote = remoteAt(one);
    const failure = failureOf(await discover(remote));
    expect(failure).toMatchObject({ code: "source/protocol-too-old" });
    expect(failure.remedy).toContain("AcceptEnv GIT_PROTOCOL");
    const capabilities = { url: "", agent: "", lsRefs: [], fetch: [] };
    expect(failureOf(await listRefs(remote, capabilities, [])).code).toBe("source/protocol-too-old");
  });

  it("speak an algorithm of ours is told which", async () => {
    await using one = await started({ ciphers: ["chacha20-poly1305@openssh.com"] });
    const failure = failureOf(await discover(remoteAt(one)));
    expect(failure.code).toBe("source/ssh-unsupported");
    expect(sentence(failure)).toMatch(/no matching .*cipher.*AES in counter mode/);
  });
});

describe("a connection", () => {
  const want = (): { wants: Oid[]; haves: Oid[]; shallow: Oid[]; sink: SinkByHand } => ({
    wants: [fleet.oid("main")],
    haves: [],
    shallow: [],
    sink: new SinkByHand(),
  });

  it.each(["cutAfter", "stallAfter"] as const)(
    "that is hit by %s ends in time, worth another try",
    async (hazard) => {
      const whole = valueOf(await discover(remoteAt(host)));
      await using one = await started({ [hazard]: 300 });
      const remote = { ...remoteAt(one), timeout: 1_500 };
      const failure = failureOf(await fetchObjects(remote, whole, want()));
      expect(failure.code).toBe("source/host-failed");
      if (hazard === "stallAfter") expect(failure.message).toMatch(/timeout/i);
    },
  );

  it("that nobody takes is worth another try", async () => {
    const url = "ssh://git@127.0.0.1:1/fleet.git";
    const knownHosts = `[127.0.0.1]:1 ${ours.line}`;
    expect(failureOf(await discover({ ...remoteAt(host, { knownHosts }), url })).code).toBe(
      "source/host-failed",
    );
  });

  const servers: [string, (socket: Socket) => void][] = [
    ["says nothing", () => undefined],
    ["hangs up", (socket) => void socket.end()],
    ["speaks HTTP", (socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["never stops to speak", flood],
    ["greets and hangs up", (socket) => void socket.end("SSH-2.0-x\r\n")],
    [
      "greets and sends what is no packet",
      (socket) => void socket.write(`SSH-2.0-x\r\n${"\u00ff".repeat(500)}`),
    ],
  ];

  it.each(servers)("to something that %s ends in time", async (_, answer) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => undefined));
      answer(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const knownHosts = `[127.0.0.1]:${port} ${ours.line}`;
    const remote = { ...remoteAt(host, { knownHosts }), url: `ssh://127.0.0.1:${port}/a`, timeout: 700 };
    const before = performance.now();
    const { code } = failureOf(await discover(remote));
    expect(["source/host-failed", "source/ssh-unsupported"]).toContain(code);
    expect(performance.now() - before).toBeLessThan(3_000);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

function flood(socket: Socket): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write("a".repeat(65_536)));
  };
  socket.on("drain", more);
  more();
}
