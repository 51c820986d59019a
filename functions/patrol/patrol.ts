/** What the patrol visits. */
export type Beat = {
  readonly clusters: () => Promise<readonly string[]>;
  readonly visit: (cluster: string) => Promise<void>;
  readonly log: (line: string) => void;
};

/** Clusters visited at once: the platform allows six connections of one invocation. */
const width = 6;

/** The scheduled round: every cluster is visited, and one that fails keeps no other waiting. */
export async function patrol({ clusters, visit, log }: Beat): Promise<{ visited: number; failed: number }> {
  const names = await clusters();
  const queue = names.values();
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (const name of queue)
      try {
        await visit(name);
      } catch (error) {
        failed++;
        log(`patrol of ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
  };
  await Promise.all(Array.from({ length: Math.min(width, names.length) }, lane));
  return { visited: names.length - failed, failed };
}
