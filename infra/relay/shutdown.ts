import { setTimeout as sleep } from "node:timers/promises";

export type ShutdownParts = {
  /** Nothing new is begun. */
  readonly stop: () => void;
  /** Resolves when the jobs under way have ended. */
  readonly settled: () => Promise<void>;
  /** Waits for the answers that are due, so long at most; whether all of them came. */
  readonly closeValve: (milliseconds: number) => Promise<boolean>;
  /** Tells the edge what is done of the jobs that were cut off. */
  readonly tell: () => void;
  /** Resolves when the edge has been told all, and the connection is closed. */
  readonly hangUp: () => Promise<void>;
  readonly release: () => Promise<void>;
  readonly log: (line: string) => void;
};

/** Together less than the 30 s that Kubernetes gives a Pod. */
const forJobs = 10_000;
const forAnswers = 8_000;
const forEdge = 2_000;
const forLease = 3_000;

/** The way out: jobs that end soon end whole, of the others what is done is told, and the Lease is given up last. */
export async function shutDown(parts: ShutdownParts): Promise<void> {
  parts.stop();
  await Promise.race([parts.settled(), waiting(forJobs)]);
  const isQuiet = await parts.closeValve(forAnswers);
  await sleep(0); // for those who were given the last answers
  parts.tell();
  await Promise.race([parts.hangUp(), waiting(forEdge)]);
  // A request may still be carried out: whoever leads next has to wait for the Lease to run out.
  if (!isQuiet) return parts.log("stopped with requests under way, so the Lease is left to run out");
  const released = parts
    .release()
    .catch((error: unknown) => parts.log(`lease: ${error instanceof Error ? error.message : String(error)}`));
  await Promise.race([released, waiting(forLease)]);
}

const waiting = (milliseconds: number): Promise<void> => sleep(milliseconds, undefined, { ref: false });

/** Shuts down when the kubelet, or somebody at the keyboard, asks for it. */
export function shutDownWhenAsked(parts: ShutdownParts, say: (line: string) => void): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      say(`${signal}: finishing what is under way`);
      // With nothing but waiting left, Node would leave before us, and call it a failure.
      setInterval(() => undefined, 1_000);
      void shutDown(parts).finally(() => process.exit(0));
    });
}
