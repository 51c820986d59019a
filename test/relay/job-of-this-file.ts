import { runJob } from "#infra/relay/apply/job-runner.ts";
import type { NamedKind } from "#infra/relay/apply/late-kinds.ts";
import { Memory } from "#infra/relay/apply/memory.ts";
import type { Standing } from "#infra/relay/apply/standing.ts";
import type { Kube } from "#shared/kube/request.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { ObjectResult } from "#shared/wire/report.ts";
import { owner, type ClusterOfThisFile } from "#test/relay/cluster-of-this-file.ts";

const standing: Standing = {
  owner,
  generation: 1,
  suspended: false,
  isForeign: false,
  account: undefined,
  force: false,
  versionOf: () => "",
};

export type Ran = {
  readonly results: readonly ObjectResult[];
  readonly awaited: readonly NamedKind[];
  /** Every request, as `PATCH /api/v1/namespaces/…`, without its query. */
  readonly requests: readonly string[];
};

/** Jobs of one Kustomization, one after the other, on the cluster of this file. */
export function jobsOf(cluster: ClusterOfThisFile): {
  readonly memory: Memory;
  readonly run: (
    change: Partial<ApplyJob>,
    now?: Partial<Standing>,
    custom?: readonly string[],
  ) => Promise<Ran>;
} {
  const memory = new Memory();
  let count = 0;
  return {
    memory,
    run: async (change, now = {}, custom = []) => {
      const requests: string[] = [];
      const kube: Kube = (request) => {
        requests.push(`${request.method} ${request.path.replace(/\?.*/, "")}`);
        return cluster.kube(request);
      };
      let results: readonly ObjectResult[] = [];
      let awaited: readonly NamedKind[] = [];
      const job: ApplyJob = {
        type: "apply",
        job: `job-${++count}`,
        uid: "apps-uid",
        generation: 1,
        base: memory.of("apps-uid")?.head ?? "",
        revision: "main@sha1:1",
        reason: "change",
        apply: [],
        prune: [],
        orphans: [],
        ...change,
      };
      await runJob(job, {
        kube,
        find: cluster.kinds.find,
        forgetKinds: cluster.kinds.forget,
        customStage: new Set(custom),
        memory,
        standing: () => ({ ...standing, ...now }),
        send: () => true,
        before: async () => undefined,
        after: async (_job, all) => void (results = all),
        awaits: (_uid, kinds) => void (awaited = kinds),
        now: Date.now,
      });
      return { results, awaited, requests };
    },
  };
}
