import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";
import { sshHostProgram } from "./ssh-host-program.ts";
import type { SshKeys } from "./ssh-keys.ts";

export type SshHostOptions = {
  /** The folder of the repositories. */
  readonly root: string;
  readonly hostKeys: readonly SshKeys[];
  readonly accepts: readonly SshKeys[];
  /** What the host offers; all that it knows when absent. */
  readonly keyExchanges?: readonly string[];
  readonly ciphers?: readonly string[];
  /** As an sshd that was not told to accept them. */
  readonly dropsVariables?: boolean;
  /** Bytes of an answer after which nothing comes any more, or the connection breaks. */
  readonly stallAfter?: number;
  readonly cutAfter?: number;
};

/** A Git host that is reached over SSH. Its log tells who came and what was run. */
export class SshHost {
  readonly log: string[] = [];
  readonly #options: SshHostOptions;
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined;
  port = 0;

  constructor(options: SshHostOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const child = spawn(await sshHostProgram(), [], { stdio: ["pipe", "pipe", "inherit"] });
    diesWithUs(child);
    this.#child = child;
    const { hostKeys, accepts, ...rest } = this.#options;
    const settings = {
      ...rest,
      hostKeys: hostKeys.map(({ identity }) => identity),
      authorizedKeys: accepts.map(({ line }) => line),
    };
    child.stdin.end(JSON.stringify(settings));
    await new Promise<void>((resolve, reject) => {
      child.once("exit", () => reject(new Error("the SSH host ended at once")));
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (this.port > 0) return void this.log.push(line);
        this.port = Number(line);
        resolve();
      });
    });
  }

  url(repository: string): string {
    return `ssh://git@127.0.0.1:${this.port}/${repository}.git`;
  }

  /** `known_hosts` with these keys for this host. */
  knows(...keys: readonly SshKeys[]): string {
    return keys.map(({ line }) => `[127.0.0.1]:${this.port} ${line}\n`).join("");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGKILL");
    await ended;
  }
}
