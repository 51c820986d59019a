import { spawn, type ChildProcess } from "node:child_process";
import { Readable } from "node:stream";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createWriteStream } from "node:fs";
import { createRequire } from "node:module";
import type { Secret } from "#shared/model/secret.ts";
import { certificatesIn } from "./certificates.ts";
import { diesWithUs } from "./dies-with-us.ts";
import { workerdConfig } from "./workerd-config.ts";

export type EdgeOptions = {
  /** The worker's bundle. */
  readonly worker: string;
  /** Where config, log and state live; state survives restarts, `state/` may be deleted to forget all. */
  readonly folder: string;
  readonly port: number;
  readonly host?: string;
  readonly edgeKey: Secret;
  readonly adminToken: Secret;
  readonly webhookSecret: Secret;
  /** Whether builds may fetch what kustomizations name from elsewhere; "on" when absent. */
  readonly remoteResources?: "on" | "off";
  /** A PEM file: certificate authorities that are trusted beside those that browsers trust. */
  readonly trustedCertificates?: string;
  /** How often the patrol makes its round; 0 for never. */
  readonly patrolSeconds: number;
  readonly log: (line: string) => void;
};

export type Edge = {
  readonly url: string;
  readonly pid: number;
  /** One round of the patrol now. */
  readonly patrol: () => Promise<void>;
  readonly stop: (signal?: "SIGTERM" | "SIGKILL") => Promise<void>;
};

const patience = 15_000;

/** Runs the edge on this machine: workerd with a config of its own, and the clock that the platform would be. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { folder, port, host = "127.0.0.1" } = options;
  await mkdir(`${folder}/state`, { recursive: true });
  await copyFile(options.worker, `${folder}/worker.js`);
  const trustedCertificates = await certificatesIn(options.trustedCertificates);
  const stateFolder = `${folder}/state`;
  const config = workerdConfig({ host, port, workerFile: "worker.js", stateFolder, trustedCertificates });
  await writeFile(`${folder}/edge.capnp`, config);

  const process = spawn(workerdBinary(), ["serve", "--control-fd=3", `${folder}/edge.capnp`], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: {
      PATH: globalThis.process.env["PATH"],
      EDGE_KEY: options.edgeKey.reveal(),
      ADMIN_TOKEN: options.adminToken.reveal(),
      GITHUB_WEBHOOK_SECRET: options.webhookSecret.reveal(),
      REMOTE_RESOURCES: options.remoteResources ?? "on",
    },
  });
  diesWithUs(process);
  const logFile = createWriteStream(`${folder}/edge.log`, { flags: "a" });
  process.stdout?.pipe(logFile, { end: false });
  process.stderr?.pipe(logFile, { end: false });

  const url = `http://${host}:${port}`;
  const patrol = (): Promise<void> => round(url, options);
  try {
    await ready(process, { url, logFile: `${folder}/edge.log` });
  } catch (error) {
    await ended(process, "SIGKILL");
    logFile.end();
    throw error;
  }
  const clock = options.patrolSeconds > 0 ? tick(patrol, options) : undefined;
  return {
    url,
    pid: process.pid ?? 0,
    patrol,
    stop: async (signal = "SIGTERM") => {
      clearInterval(clock);
      await ended(process, signal);
      logFile.end();
    },
  };
}

/** The package's one export, which has no types: the path of the binary for this machine. */
function workerdBinary(): string {
  const { default: path }: { default: string } = createRequire(import.meta.url)("workerd");
  return path;
}

function tick(patrol: () => Promise<void>, { patrolSeconds, log }: EdgeOptions): NodeJS.Timeout {
  let isOut = false;
  return setInterval(() => {
    if (isOut) return; // a round that takes longer than the interval is not overtaken
    isOut = true;
    patrol()
      .catch((error: unknown) => log(`patrol: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => (isOut = false));
  }, patrolSeconds * 1_000);
}

async function round(url: string, { adminToken }: EdgeOptions): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken.reveal()}` };
  const answer = await fetch(`${url}/patrol`, {
    method: "POST",
    headers,
    signal: AbortSignal.timeout(60_000),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the edge answered HTTP ${answer.status}`);
}

/** workerd itself says when it listens: whoever else answers at this port is not taken for it. */
async function ready(
  process: ChildProcess,
  { url, logFile }: { url: string; logFile: string },
): Promise<void> {
  const control = process.stdio[3];
  const listens = new Promise<void>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`the edge did not listen within ${patience / 1_000} s: see ${logFile}`)),
      patience,
    );
    const over = (): void => clearTimeout(late);
    if (control instanceof Readable)
      control.on("data", (chunk: Buffer) => {
        if (!chunk.toString().includes('"listen"')) return;
        over();
        resolve();
      });
    process.once("error", (error) => {
      over();
      reject(error);
    });
    process.once("exit", (code, signal) => {
      over();
      reject(
        new Error(
          `workerd ended at once (${code ?? signal}), perhaps because ${url} is taken: see ${logFile}`,
        ),
      );
    });
  });
  await listens;
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(patience) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the edge answered HTTP ${answer.status}: see ${logFile}`);
}

async function ended(process: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => process.once("exit", () => resolve()));
  process.kill(signal);
  const late = setTimeout(() => process.kill("SIGKILL"), 3_000);
  await gone;
  clearTimeout(late);
}
