import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GitObject } from "#functions/source/verify/verify.ts";

/** Why signatures of a kind cannot be made on this machine; undefined when they can. */
export const noSsh: string | undefined = missing("ssh-keygen", ["-?"]);
export const noGpg: string | undefined = missing("gpg", ["--version"]) ?? missing("gpgconf", ["--version"]);

function missing(program: string, args: readonly string[]): string | undefined {
  return spawnSync(program, args).error ? `${program} is not installed here` : undefined;
}

export type SshKeyPair = { readonly file: string; readonly line: string };
export type GpgKey = { readonly fingerprint: string };
export type Signer = { readonly ssh: SshKeyPair } | { readonly gpg: GpgKey };

/** The real git, ssh-keygen and gpg, in a folder of their own that is gone when the test is. */
export class SigningTools {
  readonly path: string = mkdtempSync(join(tmpdir(), "plumbline-sign-"));
  readonly #home: string = join(this.path, "gnupg");
  readonly #repository: string = join(this.path, "repository");

  constructor() {
    mkdirSync(this.#home, { mode: 0o700 });
    mkdirSync(this.#repository);
    this.git("init", "-q", "-b", "main");
  }

  [Symbol.dispose](): void {
    if (noGpg === undefined) this.run("gpgconf", "--kill", "all");
    rmSync(this.path, { recursive: true, force: true });
  }

  sshKey(name: string, ...type: readonly string[]): SshKeyPair {
    const file = join(this.path, name);
    this.run("ssh-keygen", "-q", "-N", "", "-C", `${name}@example.org`, "-f", file, "-t", ...type);
    return { file, line: readFileSync(`${file}.pub`, "utf8") };
  }

  gpgKey(name: string, { algorithm = "ed25519", usage = "sign", expires = "never" } = {}): GpgKey {
    this.gpg("--quick-generate-key", `${name} <${name}@example.org>`, algorithm, usage, expires);
    return { fingerprint: this.#fingerprintsOf(name)[0] ?? "" };
  }

  /** A key may leave signing to a subkey. */
  gpgSubkey({ fingerprint }: GpgKey): void {
    this.gpg("--quick-add-key", fingerprint, "ed25519", "sign", "never");
  }

  gpgRevoke({ fingerprint }: GpgKey): void {
    const file = join(this.#home, "openpgp-revocs.d", `${fingerprint}.rev`);
    // gpg writes a colon before the armor, so that nobody imports it by accident.
    this.gpg("--import", this.file("revocation", readFileSync(file, "utf8").replace(/^:/m, "")));
  }

  armored(...keys: readonly GpgKey[]): string {
    return this.gpg("--armor", "--export", ...keys.map(({ fingerprint }) => fingerprint));
  }

  /** Commits, signed or not. */
  commit(signer?: Signer, message = "Change"): GitObject {
    this.git(
      ...signingWith(signer),
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      message,
      ...(signer ? ["-S"] : []),
    );
    return this.object("HEAD");
  }

  /** Tags HEAD by an annotated tag. */
  tag(name: string, signer?: Signer): GitObject {
    this.git(...signingWith(signer), "tag", signer ? "-s" : "-a", "-m", `Release ${name}`, name);
    return this.object(name);
  }

  object(name: string): GitObject {
    const oid = this.git("rev-parse", name);
    const type = this.git("cat-file", "-t", oid);
    return { oid, content: new Uint8Array(this.run("git", "-C", this.#repository, "cat-file", type, oid)) };
  }

  /** Writes an object as it is told to, well-formed or not. */
  write(type: "commit" | "tag", content: string): GitObject {
    const oid = this.git("hash-object", "-w", "--literally", "-t", type, this.file("object", content));
    return this.object(oid);
  }

  /** What git itself takes for the payload and the signature of an object: it hands both to a program of ours. */
  splitByGit(type: "commit" | "tag", oid: string): { readonly payload: Buffer; readonly signature: string } {
    const program = this.file(
      "program",
      `#!/bin/sh\ncat > ${this.path}/payload\ncp "$(for a; do case $a in */*) echo $a;; esac; done)" ${this.path}/signature\n`,
    );
    chmodSync(program, 0o755);
    rmSync(join(this.path, "payload"), { force: true });
    spawnSync("git", ["-c", `gpg.program=${program}`, `verify-${type}`, oid], {
      cwd: this.#repository,
      env: this.#env,
    });
    return {
      payload: readFileSync(join(this.path, "payload")),
      signature: readFileSync(join(this.path, "signature"), "utf8"),
    };
  }

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  git(...args: readonly string[]): string {
    return this.run("git", "-C", this.#repository, ...args)
      .toString()
      .trim();
  }

  gpg(...args: readonly string[]): string {
    return this.run("gpg", "--batch", "--quiet", "--yes", "--passphrase", "", ...args).toString();
  }

  run(program: string, ...args: readonly string[]): Buffer {
    const { status, stdout, stderr, error } = spawnSync(program, args, { env: this.#env });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr.toString()}`);
    return stdout;
  }

  get #env(): Record<string, string> {
    return {
      PATH: process.env["PATH"] ?? "",
      // gpg starts an agent that outlives it; by this a run finds it again that was broken off.
      PLUMBLINE_RUN: process.env["PLUMBLINE_RUN"] ?? "",
      HOME: this.path,
      GNUPGHOME: this.#home,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Some Author",
      GIT_AUTHOR_EMAIL: "author@example.org",
      GIT_COMMITTER_NAME: "Some Author",
      GIT_COMMITTER_EMAIL: "author@example.org",
    };
  }

  #fingerprintsOf(name: string): string[] {
    const lines = this.gpg("--with-colons", "--list-keys", `${name}@example.org`).split("\n");
    return lines.filter((line) => line.startsWith("fpr:")).map((line) => line.split(":")[9] ?? "");
  }
}

function signingWith(signer: Signer | undefined): readonly string[] {
  if (!signer) return [];
  if ("ssh" in signer) return ["-c", "gpg.format=ssh", "-c", `user.signingKey=${signer.ssh.file}`];
  return ["-c", `user.signingKey=${signer.gpg.fingerprint}`];
}
