import { fileURLToPath } from "node:url";
import { bundle } from "#infra/edge/bundle.ts";
import { GitServer, Scratch, type Repository } from "#test/source/git-server.ts";
import { measureChangedFiles } from "./changed-files.ts";
import { measureDeliveries } from "./deliveries.ts";
import { measureFirstFetches } from "./first-fetches.ts";
import { monorepo, type Size } from "./monorepo.ts";
import { measurePolling } from "./polling.ts";
import { nameOf, type SourceBench } from "./stage.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** Sources and doors: the edge in workerd, a Git host of git's own backend beside it, and no cluster. */
export async function measureSource(bench: SourceBench): Promise<void> {
  const { wants, keep, say } = bench;
  using scratch = new Scratch();
  await using server = new GitServer({ root: scratch.path });
  const [origin, { worker }] = await Promise.all([server.start(), bundle(project)]);
  const repositories = new Map<Size, Repository>();
  const repositoryOf = (size: Size): Repository => {
    const known = repositories.get(size);
    if (known) return known;
    say(`a repository of ${size} files is made`);
    const made = scratch.repository(nameOf(size));
    made.commit(monorepo(size));
    made.git("repack", "-a", "-d", "-q");
    repositories.set(size, made);
    return made;
  };
  const stage = { ...bench, scratch, server, origin, worker, repositoryOf };
  if (wants("source/first/50000/peak")) keep(await measureFirstFetches(stage));
  if (wants("source/incremental/50000/ratio", "source/incremental/50000-over-100"))
    keep(await measureChangedFiles(stage));
  if (wants("source/deliveries-per-second", "source/answer/p99")) keep(await measureDeliveries(stage));
  if (wants("source/poll/100/requests")) keep(await measurePolling(stage));
}
