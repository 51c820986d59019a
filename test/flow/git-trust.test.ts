import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GitServer, Scratch, type Repository } from "#test/source/git-server.ts";
import { noSsh, SigningTools } from "#test/source/verify/signing-tools.ts";
import { configMap, declare, patchSpec } from "./declared.ts";
import { conditionOf, gitRepositoryNamed } from "./flux-object.ts";
import { secretOf, source, untilAt, untilFailing } from "./sources-by-hand.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
const scratch = new Scratch();
const passwords = new Map<string, string>();
/** Lets in whoever knows the password of now. */
const closed = new GitServer({
  root: scratch.path,
  instead: ({ url = "", headers }, response) => {
    const password = passwords.get(url.split(".git")[0] ?? "");
    const wanted = `Basic ${Buffer.from(`dev:${password ?? ""}`).toString("base64")}`;
    if (password === undefined || headers.authorization === wanted) return false;
    response.writeHead(401, { "content-type": "text/plain", "www-authenticate": "Basic" });
    response.end("Invalid username or token.\n");
    return true;
  },
});
let origin = "";
let app: Repository;

beforeAll(async () => {
  origin = await closed.start();
  app = scratch.repository("app");
  app.commit({ "a.yaml": configMap("a", {}) });
  passwords.set("/app", "right");
});
afterAll(async () => {
  await closed[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

const revision = (): string => `main@sha1:${app.oid("main")}`;
const secretRef = (name: string) => ({ secretRef: { name } });

describe("a credential", () => {
  it("that is wrong is named with a remedy, and the source is fetched once it is right", async () => {
    await declare(
      world(),
      secretOf("app-auth", { username: "dev", password: "wrong" }),
      source("app", `${origin}/app.git`, secretRef("app-auth")),
    );
    const { reason, message } = await untilFailing(world(), "app", /HTTP 401/);
    expect(reason).toBe("AuthenticationFailed");
    expect(message).toMatch(/saying "Invalid username or token\."/);
    expect(message).not.toContain("wrong");
    await declare(world(), secretOf("app-auth", { username: "dev", password: "right" }));
    // Secrets are not watched: what names one is shown anew when it changes itself.
    await patchSpec(world(), "gitrepository/app", { timeout: "30s" });
    await untilAt(world(), "app", revision());
  });

  it("that expires leaves the last artifact in place, and the next one goes on from there", async () => {
    const before = revision();
    passwords.set("/app", "renewed");
    app.commit({ "a.yaml": configMap("a", { after: "expiry" }) });
    await untilFailing(world(), "app", /HTTP 401/);
    const { status } = await gitRepositoryNamed(world(), "app");
    expect(status.artifact?.revision).toBe(before);
    await declare(world(), secretOf("app-auth", { username: "dev", password: "renewed" }));
    await patchSpec(world(), "gitrepository/app", { timeout: "31s" });
    await untilAt(world(), "app", revision());
  });

  it("opens nothing to those who have none, though they follow the same repository", async () => {
    await declare(world(), source("stranger", `${origin}/app.git`));
    const { reason } = await untilFailing(world(), "stranger", /HTTP 401/);
    expect(reason).toBe("AuthenticationFailed");
    const commit = app.oid("main");
    await patchSpec(world(), "gitrepository/stranger", { ref: { commit } });
    await sleep(1_500);
    const { status } = await gitRepositoryNamed(world(), "stranger");
    expect(status.artifact).toBeUndefined();
    await world().cluster.kubectl(["delete", "gitrepository/stranger"]);
  });
});

describe.skipIf(noSsh !== undefined)("spec.verify", () => {
  const tools = new SigningTools();
  const server = new GitServer({ root: tools.path });
  let url = "";
  beforeAll(async () => {
    url = `${await server.start()}/repository/.git`;
    tools.git("config", "uploadpack.allowFilter", "true");
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    tools[Symbol.dispose]();
  });

  it("takes what a trusted key has signed, refuses what is not, and keeps the artifact of what was", async () => {
    const ann = tools.sshKey("ann", "ed25519");
    const eve = tools.sshKey("eve", "ed25519");
    const signed = tools.commit({ ssh: ann });
    const verify = { mode: "HEAD", secretRef: { name: "authors" } };
    await declare(
      world(),
      secretOf("authors", { "ann.sshpub": ann.line }),
      source("signed", url, { verify }),
    );
    const { status } = await untilAt(world(), "signed", `main@sha1:${signed.oid}`);
    expect(status).toMatchObject({ sourceVerificationMode: "HEAD" });
    const verified = conditionOf(await gitRepositoryNamed(world(), "signed"), "SourceVerified");
    expect(verified).toMatchObject({ status: "True", reason: "Succeeded" });
    expect(verified?.message).toContain(`commit '${signed.oid}' with key 'SHA256:`);

    tools.commit({ ssh: eve });
    const { reason } = await untilFailing(world(), "signed", /signature verification of commit/);
    expect(reason).toBe("InvalidCommitSignature");
    const after = await gitRepositoryNamed(world(), "signed");
    expect(after.status.artifact?.revision).toBe(`main@sha1:${signed.oid}`);
    expect(conditionOf(after, "SourceVerified")?.status).toBe("False");

    const again = tools.commit({ ssh: ann });
    await untilAt(world(), "signed", `main@sha1:${again.oid}`);
  });

  it("wants the tag signed where it says so, and a Secret with the keys", async () => {
    const ben = tools.sshKey("ben", "ed25519");
    const { oid } = tools.commit({ ssh: ben });
    tools.tag("v1", { ssh: ben });
    const verify = { mode: "TagAndHEAD", secretRef: { name: "late-authors" } };
    await declare(world(), source("tagged", url, { ref: { tag: "v1" }, verify }));
    expect(await untilFailing(world(), "tagged", /does not exist/)).toMatchObject({
      reason: "VerificationError",
    });
    await declare(world(), secretOf("late-authors", { "ben.sshpub": ben.line }));
    await patchSpec(world(), "gitrepository/tagged", { timeout: "30s" });
    const { status } = await untilAt(world(), "tagged", `v1@sha1:${oid}`);
    expect(status).toMatchObject({ sourceVerificationMode: "TagAndHEAD" });
    await patchSpec(world(), "gitrepository/tagged", { ref: { tag: null, branch: "main" } });
    const { reason } = await untilFailing(world(), "tagged", /a tag reference is not specified/);
    expect(reason).toBe("InvalidVerificationMode");
    expect(conditionOf(await gitRepositoryNamed(world(), "tagged"), "Stalled")?.status).toBe("True");
  });
});
