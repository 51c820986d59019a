import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why no keys can be made on this machine; undefined when they can. */
export const noSshKeygen: string | undefined = spawnSync("ssh-keygen", ["-?"]).error
  ? "ssh-keygen is not installed here"
  : undefined;

export type SshKeys = {
  /** The private key, as its file holds it. */
  readonly identity: string;
  /** Kind and base64, as they stand in `known_hosts` and `authorized_keys`. */
  readonly line: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
};

/** A pair by the real ssh-keygen. `type` is `ed25519`, or a kind with its size: `rsa -b 2048`. */
export function newSshKeys(type = "ed25519", passphrase = ""): SshKeys {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-key-"));
  try {
    const file = join(folder, "key");
    run("-q", "-t", ...type.split(" "), "-N", passphrase, "-C", "", "-f", file);
    const line = readFileSync(`${file}.pub`, "utf8").trim();
    const fingerprint = run("-l", "-f", `${file}.pub`).split(" ")[1] ?? "";
    return { identity: readFileSync(file, "utf8"), line, fingerprint };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The file with its names hashed, as `ssh-keygen -H` leaves it. */
export function hashed(knownHosts: string): string {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-known-"));
  try {
    const file = join(folder, "known_hosts");
    writeFileSync(file, `${knownHosts}\n`);
    run("-H", "-f", file);
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("ssh-keygen", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ssh-keygen ${args.join(" ")}: ${stderr}`);
  return stdout;
}
