import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Scratch, type Repository } from "#test/source/git-server.ts";
import { SshHost } from "#test/support/ssh-host/ssh-host.ts";
import { newSshKeys, noSshKeygen, type SshKeys } from "#test/support/ssh-host/ssh-keys.ts";
import { kustomization } from "#test/walkthrough/resources.ts";
import { configMap, declare, patchSpec } from "./declared.ts";
import { gitRepositoryNamed, untilApplied } from "./flux-object.ts";
import { secretOf, source, untilAt, untilFailing } from "./sources-by-hand.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

beforeEach(({ skip }) => skip(noSshKeygen !== undefined, noSshKeygen ?? ""));

const world = worldOfThisFile();
const scratch = new Scratch();
let app: Repository;
let host: SshHost;
let deployKey: SshKeys;
let hostKey: SshKeys;

beforeAll(async () => {
  if (noSshKeygen !== undefined) return;
  [deployKey, hostKey] = [newSshKeys(), newSshKeys("ecdsa -b 256")];
  app = scratch.repository("app");
  app.commit({ "k8s/a.yaml": configMap("over-ssh", { value: "first" }) });
  host = new SshHost({ root: scratch.path, hostKeys: [hostKey], accepts: [deployKey] });
  await host.start();
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

describe("a GitRepository whose URL is ssh://", () => {
  it("is fetched with its deploy key and applied, and a push is followed", async () => {
    await declare(
      world(),
      secretOf("app-key", { identity: deployKey.identity, known_hosts: host.knows(hostKey) }),
      source("app", host.url("app"), { secretRef: { name: "app-key" } }),
      kustomization("app", {
        sourceRef: { kind: "GitRepository", name: "app" },
        path: "./k8s",
        targetNamespace: "default",
      }),
    );
    await untilApplied(world(), "app", app.oid("main"));
    app.commit({ "k8s/a.yaml": configMap("over-ssh", { value: "second" }) });
    await untilApplied(world(), "app", app.oid("main"));
  });

  it("keeps its artifact while the host shows another key, says which, and goes on when that is known", async () => {
    const before = `main@sha1:${app.oid("main")}`;
    await declare(
      world(),
      secretOf("app-key", { identity: deployKey.identity, known_hosts: host.knows(deployKey) }),
    );
    // Secrets are not watched: what names one is shown anew when it changes itself.
    await patchSpec(world(), "gitrepository/app", { timeout: "30s" });
    const { message } = await untilFailing(world(), "app", /the host shows the key SHA256:/);
    expect(message).toContain(hostKey.fingerprint);
    expect(message).not.toContain("PRIVATE KEY");
    const { status } = await gitRepositoryNamed(world(), "app");
    expect(status.artifact?.revision).toBe(before);
    app.commit({ "k8s/a.yaml": configMap("over-ssh", { value: "third" }) });
    await declare(
      world(),
      secretOf("app-key", { identity: deployKey.identity, known_hosts: host.knows(hostKey) }),
    );
    await patchSpec(world(), "gitrepository/app", { timeout: "31s" });
    await untilAt(world(), "app", `main@sha1:${app.oid("main")}`);
  });

  it("brings the submodules of its host with the same key", async () => {
    const library = scratch.repository("library");
    const commit = library.commit({ "base/b.yaml": configMap("library-over-ssh", {}) });
    const outer = scratch.repository("outer");
    outer.commit({ ".gitmodules": '[submodule "lib"]\n\tpath = lib\n\turl = ../library.git\n' });
    outer.bytes(
      ["fast-import", "--quiet", "--force"],
      `commit refs/heads/main\ncommitter Some Author <author@example.org> 1800000000 +0100\ndata 4\nNest\nfrom refs/heads/main^0\nM 160000 ${commit} lib\n\n`,
    );
    await declare(
      world(),
      source("outer", host.url("outer"), { secretRef: { name: "app-key" }, recurseSubmodules: true }),
      kustomization("outer", {
        sourceRef: { kind: "GitRepository", name: "outer" },
        path: "./lib/base",
        targetNamespace: "default",
      }),
    );
    await untilApplied(world(), "outer", outer.oid("main"));
  });

  it("without a Secret is told what it needs", async () => {
    await declare(world(), source("keyless", host.url("app")));
    const { reason, message } = await untilFailing(world(), "keyless", /'identity' is required/);
    expect(reason).toBe("AuthenticationFailed");
    expect(message).toContain("flux create secret git");
  });
});
