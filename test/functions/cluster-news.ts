import type { BuildNews, Delivery, DesiredObject } from "#shared/model/delivery.ts";
import { keyOf, type RefKey } from "#shared/model/object-ref.ts";
import type { ApplyJob, Wanted } from "#shared/wire/job.ts";
import type { Credential, Mirror, Resource } from "#shared/wire/mirror.ts";
import type { ObjectResult, Report } from "#shared/wire/report.ts";

/** A source that nobody goes and looks at: what it brings, the test delivers. */
function gitRepository(): Resource {
  const spec = { url: "https://git.example.com/team/app", interval: "1m", suspend: true };
  const identity = { namespace: "default", name: "app", uid: "app-uid", generation: 1, labels: {} };
  return { kind: "GitRepository", ...identity, spec };
}

export function kustomization(change: Partial<Resource> = {}): Resource {
  const spec = { interval: "10m", prune: true, sourceRef: { kind: "GitRepository", name: "app" } };
  const identity = { namespace: "default", name: "apps", uid: "apps-uid", generation: 1, labels: {} };
  return { kind: "Kustomization", ...identity, ...change, spec: { ...spec, ...change.spec } };
}

/** A relay's picture of all there is: the source, and what is given beside it. */
export function allThereIs(others: Resource[], credentials: Credential[] = []): Mirror {
  return {
    type: "mirror",
    complete: true,
    resources: [gitRepository(), ...others],
    gone: [],
    credentials,
  };
}

export function configMapKey(name: string): RefKey {
  return keyOf({ group: "", kind: "ConfigMap", namespace: "default", name });
}

export function configMap(name: string, value: string): DesiredObject {
  const metadata = { name, namespace: "default" };
  return {
    key: configMapKey(name),
    digest: `digest of ${value}`,
    manifest: { apiVersion: "v1", kind: "ConfigMap", metadata, data: { value } },
    origin: `k8s/${name}.yaml:1`,
  };
}

/** A repository's whole build of a revision, with all its objects. */
export function built(revision: string, put: readonly DesiredObject[], change = {}): Delivery {
  const outcome = { type: "built", base: "", build: revision, put, drop: [], ...change } as const;
  return delivery({ uid: "apps-uid", generation: 1, revision, outcome });
}

export function delivery(news: BuildNews): Delivery {
  const artifact = {
    revision: news.revision,
    digest: "sha256:00",
    size: 100,
    url: "https://git.example.com/team/app.git",
    path: "gitrepository/default/app",
    lastUpdateTime: "2026-01-01T00:00:00Z",
  };
  const source = { uid: "app-uid", generation: 1, outcome: { ok: true, artifact, isNew: true } } as const;
  return { source, builds: [news] };
}

export function applied({ key, digest }: Wanted): ObjectResult {
  return { key, digest, action: "configured", fingerprint: `fingerprint of ${digest}`.slice(0, 22) };
}

/** The report of a job all of which went well, but for the results that are given. */
export function done(job: ApplyJob, others: readonly ObjectResult[] = []): Report {
  const told = new Set(others.map(({ key }) => key));
  const well = job.apply.filter(({ key }) => !told.has(key)).map(applied);
  const away = job.prune
    .filter((key) => !told.has(key))
    .map((key): ObjectResult => ({ key, action: "deleted" }));
  const results = [...well, ...away, ...others];
  return { type: "report", job: job.job, uid: job.uid, done: true, results, milliseconds: 5 };
}
