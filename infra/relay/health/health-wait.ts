import { healthOf } from "#shared/health/health-of.ts";
import { collectionPath } from "#shared/kube/path.ts";
import type { FindKind } from "#shared/kube/request.ts";
import { textAt } from "#shared/kube/status.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { shown, type HealthTarget } from "./health-targets.ts";

/** What follows a collection for as long as the signal lets it. */
export type FollowObjects = (
  path: string,
  following: {
    readonly onList: (objects: readonly JsonObject[]) => void;
    readonly onChange: (object: JsonObject) => void;
    readonly onGone: (object: JsonObject) => void;
    readonly signal: AbortSignal;
  },
) => void;

export type HealthWait = {
  readonly targets: readonly HealthTarget[];
  readonly follow: FollowObjects;
  readonly find: FindKind;
  readonly timeout: number; // ms
  /** Whether a dead end of one object ends the waiting. */
  readonly failsEarly: boolean;
  /** Ends the waiting because there is something newer to wait for. */
  readonly signal: AbortSignal;
  readonly now: () => number;
};

export type HealthEnd =
  | { readonly type: "healthy"; readonly milliseconds: number }
  | { readonly type: "unhealthy"; readonly message: string }
  | { readonly type: "superseded" };

type Seen = { readonly status: string; readonly message: string };
const notFound: Seen = { status: "NotFound", message: "" };

/**
 * Waits by watching until all targets are well; ends at once when one is at a dead end. fluxcd/pkg: ssa, WaitForSetWithContext,
 * which asks every five seconds.
 */
export async function waitForHealth(wait: HealthWait): Promise<HealthEnd> {
  const { targets, follow, find, timeout, signal, now, failsEarly } = wait;
  const began = now();
  const done = new AbortController();
  const seen = new Map(targets.map((target) => [shown(target), notFound]));
  const ended = Promise.withResolvers<HealthEnd>();
  const judge = (): void => {
    const all = [...seen.values()];
    if (all.every(({ status }) => status === "Current"))
      ended.resolve({ type: "healthy", milliseconds: now() - began });
    else if (failsEarly && all.some(({ status }) => status === "Failed"))
      ended.resolve({ type: "unhealthy", message: deadEnd(seen) });
  };
  const timer = setTimeout(() => ended.resolve({ type: "unhealthy", message: tooLong(seen) }), timeout);
  const superseded = (): void => ended.resolve({ type: "superseded" });
  signal.addEventListener("abort", superseded, { once: true });
  try {
    if (signal.aborted) return { type: "superseded" };
    for (const [path, members] of await collectionsOf(targets, find))
      follow(path, {
        onList: (objects) => {
          for (const target of members) seen.set(shown(target), seenOf(target, objects, now()));
          judge();
        },
        onChange: (object) => {
          for (const target of members)
            if (isOf(target, object)) seen.set(shown(target), healthOf(object, now()));
          judge();
        },
        onGone: (object) => {
          for (const target of members) if (isOf(target, object)) seen.set(shown(target), notFound);
        },
        signal: done.signal,
      });
    judge(); // there may be nothing to wait for
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", superseded);
    done.abort();
  }
}

/** One watch for each kind and namespace, or for the one object of it that is named. */
async function collectionsOf(
  targets: readonly HealthTarget[],
  find: FindKind,
): Promise<ReadonlyMap<string, readonly HealthTarget[]>> {
  const byCollection = new Map<string, HealthTarget[]>();
  for (const target of targets) {
    const served = await find(target);
    // A kind that is not served has no objects: they stay what they are, not found.
    if (!served) continue;
    const path = collectionPath(served, target.namespace);
    byCollection.set(path, [...(byCollection.get(path) ?? []), target]);
  }
  return new Map(
    [...byCollection].map(([path, members]) => {
      const [only] = members;
      const isOne = only && members.length === 1;
      return [
        isOne ? `${path}?fieldSelector=metadata.name%3D${encodeURIComponent(only.name)}` : path,
        members,
      ];
    }),
  );
}

function isOf({ name, namespace }: HealthTarget, object: JsonObject): boolean {
  return (
    textAt(object, "metadata", "name") === name &&
    [namespace, ""].includes(textAt(object, "metadata", "namespace"))
  );
}

function seenOf(target: HealthTarget, objects: readonly JsonObject[], now: number): Seen {
  const object = objects.find((one) => isOf(target, one));
  return object ? healthOf(withKind(object, target), now) : notFound;
}

/** Items of a list do not say what they are. */
function withKind(object: JsonObject, { group, version, kind }: HealthTarget): JsonObject {
  return { ...object, apiVersion: group === "" ? version : `${group}/${version}`, kind };
}

function deadEnd(seen: ReadonlyMap<string, Seen>): string {
  const failed = [...seen].filter(([, { status }]) => status === "Failed");
  return `failed early due to stalled resources: [${failed.map(told).join(", ")}]`;
}

function tooLong(seen: ReadonlyMap<string, Seen>): string {
  const waiting = [...seen].filter(([, { status }]) => status !== "Current");
  return `timeout waiting for: [${waiting.map(told).join(", ")}]`;
}

function told([name, { status, message }]: [string, Seen]): string {
  return `${name} status: '${status}'${message === "" ? "" : `: ${message}`}`;
}
