import { spawn, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { diesWithUs } from "#infra/edge/dies-with-us.ts";

export type RelayOptions = {
  readonly bundle: string;
  readonly edge: string;
  readonly token: string;
  /** As the kubelet would mount it. */
  readonly serviceAccount: string;
  readonly apiServer: URL;
  readonly logFile: string;
};

/** A relay as it runs in a Pod: its bundled file under Node, with its ServiceAccount's rights. */
export type RelayProcess = {
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly stop: (signal?: "SIGTERM" | "SIGKILL") => Promise<void>;
};

export function startRelay(options: RelayOptions): RelayProcess {
  const { bundle, edge, token, serviceAccount, apiServer, logFile } = options;
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, [...relayFlags, bundle], {
    stdio: ["ignore", log, log],
    env: {
      PATH: process.env["PATH"],
      PLUMBLINE_EDGE: edge,
      PLUMBLINE_TOKEN: token,
      PLUMBLINE_SERVICE_ACCOUNT: serviceAccount,
      KUBERNETES_SERVICE_HOST: apiServer.hostname,
      KUBERNETES_SERVICE_PORT: apiServer.port,
    },
  });
  diesWithUs(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return { pid: child.pid ?? 0, ended, stop: (signal = "SIGTERM") => stop(child, ended, signal) };
}

/** As in infra/install/Dockerfile. */
const relayFlags = ["--max-semi-space-size=1"];

async function stop(child: ChildProcess, ended: Promise<void>, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await ended;
  clearTimeout(late);
}
