import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "./cluster.ts";

export type HollowKubelet = {
  stop(): Promise<void>;
};

type Container = { readonly name: string; readonly image: string };
type Condition = { readonly type: string; readonly status: string };
type ContainerStatus = Container & { readonly state?: { readonly waiting?: { readonly reason?: string } } };

type Pod = {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly restartPolicy?: string;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly (Container & { readonly restartPolicy?: string })[];
  };
  readonly status: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
};

/**
 * Stands at the far end, where every node's kubelet would: says of each pod that its containers run and are ready,
 * as a kubelet would once they did. Nothing runs, no pod is bound to a node, and there are no logs. Pods that are not to be
 * restarted (those of Jobs) are said to have succeeded. An image with the tag `:bad` cannot be pulled.
 */
export function startHollowKubelet(
  { api, watch }: Pick<Cluster, "api" | "watch">,
  { log = console.error }: { readonly log?: (line: string) => void } = {},
): HollowKubelet {
  const stopping = new AbortController();
  const busy = new Map<string, Promise<void>>();
  let addresses = 0;

  async function tell(pod: Pod): Promise<void> {
    const { namespace, name } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    const body = { status: statusOf(pod, pod.status.podIP ?? addressNumber(addresses++)) };
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      const said = await api("PATCH", path, { body, contentType: "application/merge-patch+json" }).then(
        ({ status, body }) =>
          status < 300 || status === 404 ? undefined : `${status} ${JSON.stringify(body)}`,
        (error: unknown) => String(error),
      );
      if (said === undefined) return;
      if (attempt === 5) return log(`hollow kubelet: status of pod ${namespace}/${name} not taken: ${said}`);
      await sleep(100 * attempt);
    }
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        // Without a resourceVersion a watch begins with every pod there is, so a broken one is simply begun again.
        for await (const { type, object } of watch("/api/v1/pods?watch=1", stopping.signal)) {
          if (type !== "ADDED" && type !== "MODIFIED") continue;
          const pod = object as Pod;
          const { uid } = pod.metadata;
          if (isTold(pod) || busy.has(uid)) continue;
          busy.set(
            uid,
            tell(pod).finally(() => busy.delete(uid)),
          );
        }
      } catch (error) {
        // A server that is away is what some tests are about; anything else is a mistake of ours.
        if (!isConnectionError(error)) log(`hollow kubelet: ${String(error)}`);
        await sleep(200);
      }
    }
  }

  const following = follow();
  return {
    async stop() {
      stopping.abort();
      await following;
      await Promise.all(busy.values());
    },
  };
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^E(CONN|PIPE)/.test(String(error.code));
}

function isTold({ metadata, spec, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return true;
  if (status.phase === "Succeeded" || status.phase === "Failed") return true;
  const ready = status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  return ready || (isBad(spec) && (status.containerStatuses?.length ?? 0) > 0);
}

function isBad({ containers, initContainers = [] }: Pod["spec"]): boolean {
  return [...initContainers, ...containers].some(cannotBePulled);
}

function cannotBePulled({ image }: Container): boolean {
  return image.endsWith(":bad");
}

/** 10.244.0.1, 10.244.0.2 … 10.244.255.254: enough for 65,000 pods, then from the start. */
function addressNumber(count: number): string {
  const within = count % (256 * 254);
  return `10.244.${Math.floor(within / 254)}.${(within % 254) + 1}`;
}

type Fate = "pending" | "running" | "succeeded";

function statusOf({ spec }: Pod, podIP: string): Record<string, unknown> {
  const { restartPolicy = "Always", containers, initContainers = [] } = spec;
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const fate: Fate = isBad(spec) ? "pending" : restartPolicy === "Always" ? "running" : "succeeded";
  return {
    phase: { pending: "Pending", running: "Running", succeeded: "Succeeded" }[fate],
    startTime: now,
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: conditionsOf(fate, now),
    containerStatuses: containers.map((container) => containerStatus(container, fate, now)),
    initContainerStatuses: initContainers.map((container) =>
      // One that is restarted is a sidecar: it runs beside the others.
      containerStatus(container, container.restartPolicy === "Always" ? fate : "initialized", now),
    ),
  };
}

function conditionsOf(fate: Fate, now: string): readonly Record<string, unknown>[] {
  const reasons = { pending: "ContainersNotReady", running: undefined, succeeded: "PodCompleted" };
  const ready = {
    status: fate === "running" ? "True" : "False",
    reason: reasons[fate],
    lastTransitionTime: now,
  };
  return [
    { type: "Initialized", status: "True", lastTransitionTime: now },
    { type: "Ready", ...ready },
    { type: "ContainersReady", ...ready },
  ];
}

/** In a pod that is pending for one image, the containers with other images run. */
function containerStatus(
  container: Container,
  fate: Fate | "initialized",
  now: string,
): Record<string, unknown> {
  const { name, image } = container;
  if (cannotBePulled(container)) {
    const waiting = { reason: "ErrImagePull", message: `failed to pull image "${image}": not found` };
    return { name, image, imageID: "", restartCount: 0, ready: false, started: false, state: { waiting } };
  }
  const common = { name, image, imageID: `hollow://${image}`, restartCount: 0 };
  if (fate === "succeeded" || fate === "initialized") {
    const terminated = { exitCode: 0, reason: "Completed", startedAt: now, finishedAt: now };
    // Of these two, a kubelet calls the init container ready.
    return { ...common, ready: fate === "initialized", started: false, state: { terminated } };
  }
  return { ...common, ready: true, started: true, state: { running: { startedAt: now } } };
}
