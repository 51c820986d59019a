import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { ClusterOfThisFile } from "#test/relay/cluster-of-this-file.ts";
import { freePort } from "#test/support/free-port.ts";

/** A relay in a process of its own, as one of several in a cluster. Its edge is away. */
export type RelayBeside = {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** What it ended with: an exit code or a signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Every line of its log, as it was written. */
  readonly lines: readonly string[];
  readonly ask: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
};

export async function relayBeside(
  { plane }: ClusterOfThisFile,
  { name, leaseSeconds }: { readonly name: string; readonly leaseSeconds: number },
): Promise<RelayBeside> {
  const [port, nobody] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ["infra/relay/main.ts"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env["PATH"],
      PLUMBLINE_EDGE: `http://127.0.0.1:${nobody}`,
      PLUMBLINE_TOKEN: "a-token-that-was-never-drawn",
      PLUMBLINE_NAMESPACE: "default",
      PLUMBLINE_KUBECONFIG: plane.kubeconfig,
      PLUMBLINE_POD_NAME: name,
      PLUMBLINE_LEASE_SECONDS: String(leaseSeconds),
      PLUMBLINE_METRICS_ADDRESS: `127.0.0.1:${port}`,
    },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ended = once(child, "exit").then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? 0,
  );
  return {
    kill: (signal) => void child.kill(signal),
    ended,
    get lines() {
      return log.split("\n").filter((line) => line !== "");
    },
    ask: async (path) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2_000) });
      return { status: response.status, text: await response.text() };
    },
  };
}
