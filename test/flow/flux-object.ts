import { until } from "#test/support/until.ts";
import type { World } from "#test/support/world/world.ts";

export type Condition = {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
};

/** A GitRepository or Kustomization, as far as tests look at it. */
export type FluxObject = {
  readonly metadata: {
    readonly uid: string;
    readonly generation: number;
    readonly resourceVersion: string;
    readonly finalizers?: readonly string[];
  };
  readonly status: {
    readonly conditions?: readonly Condition[];
    readonly lastAppliedRevision?: string;
    readonly lastAttemptedRevision?: string;
    readonly lastHandledReconcileAt?: string;
    readonly observedGeneration?: number;
    readonly inventory?: { readonly entries: readonly { readonly id: string; readonly v: string }[] };
    readonly artifact?: { readonly revision: string };
  };
};

const kustomizations = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations";
const gitRepositories = "/apis/source.toolkit.fluxcd.io/v1/namespaces/default/gitrepositories";

export function kustomizationNamed(world: World, name: string): Promise<FluxObject> {
  return read(world, `${kustomizations}/${name}`);
}

export function gitRepositoryNamed(world: World, name: string): Promise<FluxObject> {
  return read(world, `${gitRepositories}/${name}`);
}

async function isGone(world: World, path: string): Promise<boolean> {
  return (await world.cluster.api("GET", path)).status === 404;
}

export function kustomizationIsGone(world: World, name: string): Promise<boolean> {
  return isGone(world, `${kustomizations}/${name}`);
}

async function read(world: World, path: string): Promise<FluxObject> {
  const { status, body } = await world.cluster.api<FluxObject>("GET", path);
  if (status !== 200) throw new Error(`GET ${path}: HTTP ${status}`);
  return { ...body, status: body.status ?? {} };
}

export function conditionOf({ status }: FluxObject, type: string): Condition | undefined {
  return status.conditions?.find((condition) => condition.type === type);
}

export function isReady(object: FluxObject): boolean {
  return conditionOf(object, "Ready")?.status === "True";
}

/** A commit of `main`, or of a branch that is named. */
type At = string | { readonly branch: string; readonly commit: string };

function revisionOf(at: At): string {
  return typeof at === "string" ? `main@sha1:${at}` : `${at.branch}@sha1:${at.commit}`;
}

/** Until the Kustomization is Ready with this commit. */
export function untilApplied(world: World, name: string, commit: At): Promise<FluxObject> {
  const revision = revisionOf(commit);
  return until(`Kustomization ${name} at ${revision}`, async () => {
    const object = await kustomizationNamed(world, name);
    if (isReady(object) && object.status.lastAppliedRevision === revision) return object;
    throw new Error(JSON.stringify(object.status));
  });
}

/** Until the Kustomization says that this commit of `main` failed; gives its Ready condition. */
export function untilRefused(world: World, name: string, commit: string): Promise<Condition> {
  return until(`Kustomization ${name} refusing ${commit}`, async () => {
    const object = await kustomizationNamed(world, name);
    const ready = conditionOf(object, "Ready");
    const isOfCommit = object.status.lastAttemptedRevision === `main@sha1:${commit}`;
    if (isOfCommit && ready?.status === "False") return ready;
    throw new Error(JSON.stringify(object.status));
  });
}

/** Until the GitRepository is Ready with this commit. */
export function untilStored(world: World, name: string, commit: At): Promise<FluxObject> {
  const revision = revisionOf(commit);
  return until(`GitRepository ${name} at ${revision}`, async () => {
    const object = await gitRepositoryNamed(world, name);
    if (isReady(object) && object.status.artifact?.revision === revision) return object;
    throw new Error(JSON.stringify(object.status));
  });
}

/** Until the GitRepository says that it could not be fetched; gives its Ready condition. */
export function untilUnfetched(world: World, name: string): Promise<Condition> {
  return until(`GitRepository ${name} failing`, async () => {
    const object = await gitRepositoryNamed(world, name);
    const ready = conditionOf(object, "Ready");
    if (ready?.status === "False") return ready;
    throw new Error(JSON.stringify(object.status));
  });
}
