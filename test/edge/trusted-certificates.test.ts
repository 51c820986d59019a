import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startEdge, type Edge } from "#infra/edge/launcher.ts";
import { workerBuild } from "#infra/edge/worker-build.ts";
import { Secret } from "#shared/model/secret.ts";
import { GitServer, Scratch } from "#test/source/git-server.ts";
import { freePort } from "#test/support/free-port.ts";

const noOpenssl = spawnSync("openssl", ["version"]).error && "openssl is not installed here";
beforeEach(({ skip }) => skip(noOpenssl !== undefined, noOpenssl || ""));

const scratch = new Scratch();
const git = new GitServer({ root: scratch.path });
let folder: string;
let worker: string;
let tls: Server;
let url: string;
let edge: Edge | undefined;

beforeAll(async () => {
  if (noOpenssl) return;
  folder = await mkdtemp(join(tmpdir(), "plumbline-tls-"));
  authority("ours");
  authority("another");
  certificate();
  scratch.repository("shop").commit({ "a.yaml": "a: 1\n" });
  const inside = Number(new URL(await git.start()).port);
  const [key, cert] = await Promise.all([readFile(`${folder}/host.key`), readFile(`${folder}/host.crt`)]);
  tls = createServer({ key, cert }, (socket) => {
    const host = connect(inside, "127.0.0.1");
    for (const one of [socket, host]) one.on("error", () => undefined);
    socket.pipe(host).pipe(socket);
  });
  tls.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
  url = `https://localhost:${(tls.address() as AddressInfo).port}/shop.git`;
  worker = join(folder, "tls-worker.js");
  await build({
    entryPoints: [new URL("tls-worker.ts", import.meta.url).pathname],
    ...workerBuild,
    outfile: worker,
    logLevel: "warning",
  });
});

afterEach(() => edge?.stop());
afterAll(async () => {
  await git[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
  if (noOpenssl) return;
  await new Promise((resolve) => tls.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { cwd: folder });
  if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr.toString()}`);
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function authority(name: string): void {
  const its = ["-keyout", `${name}.key`, "-out", `${name}.crt`, "-subj", `/CN=${name}`, "-days", "2"];
  openssl("req", "-x509", ...newKey, ...its, "-addext", "keyUsage=critical,keyCertSign");
}

function certificate(): void {
  openssl("req", ...newKey, "-keyout", "host.key", "-out", "host.csr", "-subj", "/CN=localhost");
  spawnSync("sh", ["-c", "printf subjectAltName=DNS:localhost > host.ext"], { cwd: folder });
  const by = [
    "-CA",
    "ours.crt",
    "-CAkey",
    "ours.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "host.ext",
  ];
  openssl("x509", "-req", "-in", "host.csr", "-out", "host.crt", ...by);
}

/** Starts an edge that trusts the file's authorities as well, and has it ask the Git host. */
async function asked(trusted?: string, secret?: Record<string, string>): Promise<string> {
  edge = await startEdge({
    worker,
    folder,
    port: await freePort(),
    edgeKey: new Secret(randomBytes(32).toString("base64")),
    adminToken: new Secret("admin"),
    webhookSecret: new Secret("hook"),
    patrolSeconds: 0,
    log: () => undefined,
    ...(trusted !== undefined && { trustedCertificates: join(folder, trusted) }),
  });
  const query = new URLSearchParams({ url, ...(secret && { secret: JSON.stringify(secret) }) });
  return (await fetch(`${edge.url}/?${query.toString()}`)).text();
}

describe("a Git host whose certificate is signed by an authority of its own", () => {
  it("is met by an edge that was told to trust it, in a bundle with others", async () => {
    const parts = await Promise.all(
      ["another.crt", "ours.crt"].map((name) => readFile(join(folder, name), "utf8")),
    );
    await writeFile(join(folder, "bundle.crt"), `# ours\n${parts.join("\n# and\n")}`);
    expect(await asked("bundle.crt")).toBe("found");
  });

  it.each([undefined, "another.crt"])(
    "is not met by an edge that trusts %s, and the remedy is named",
    async (trusted) => {
      const said = await asked(trusted);
      expect(said).toContain("its certificate is signed by nobody whom the edge trusts");
      expect(said).toContain("start the edge on a machine of yours with it among its trustedCertificates");
    },
  );

  it("is not met by a source that brings the authority, and is told that it cannot", async () => {
    const said = await asked(undefined, { "ca.crt": await readFile(join(folder, "ours.crt"), "utf8") });
    expect(said).toContain("The Secret's ca.crt cannot be used");
    expect(said).toContain("Start the edge on a machine of yours with this certificate authority");
    await edge?.stop();
    const client = await asked(undefined, { "tls.crt": "PEM", "tls.key": "PEM" });
    expect(client).toContain("The Secret's tls.crt, tls.key cannot be used");
  });
});

it("a file without certificates is refused before the edge starts", async () => {
  await writeFile(join(folder, "empty.crt"), "nothing\n");
  await expect(asked("empty.crt")).rejects.toThrow("empty.crt holds no certificate");
});
