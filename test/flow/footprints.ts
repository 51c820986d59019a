import { setTimeout as sleep } from "node:timers/promises";
import { requestTotals } from "#test/support/control-plane/request-total.ts";
import { until } from "#test/support/until.ts";
import type { World } from "#test/support/world/world.ts";

/** What of the application can be written to, where the walk-through puts it. */
export const webApp = {
  deployment: "/apis/apps/v1/namespaces/default/deployments/web-app",
  service: "/api/v1/namespaces/default/services/web-app",
  ingress: "/apis/networking.k8s.io/v1/namespaces/default/ingresses/web-app",
} as const;

export type Versions = Readonly<Record<string, string>>;

type Object = { readonly metadata?: { readonly resourceVersion: string } };

export async function versionsOf(world: World, paths: readonly string[]): Promise<Versions> {
  const versions = paths.map(async (path) => {
    const { body } = await world.cluster.api<Object>("GET", path);
    return [path, body.metadata?.resourceVersion ?? "none"] as const;
  });
  return Object.fromEntries(await Promise.all(versions));
}

/** resourceVersions of the application, once the controllers have written the last of its status. */
export function settledVersions(
  world: World,
  paths: readonly string[] = Object.values(webApp),
): Promise<Versions> {
  return until("objects that nobody writes to", async () => {
    const before = await versionsOf(world, paths);
    await sleep(400);
    const after = await versionsOf(world, paths);
    return JSON.stringify(before) === JSON.stringify(after) ? after : undefined;
  });
}

const written =
  /^(APPLY|PATCH|POST|PUT|DELETE) (kustomizations|gitrepositories|deployments$|services|ingresses|configmaps)/;

/** Writes to custom resources and to what they apply, as the API server counted them. */
export async function writesOf({ cluster }: World): Promise<Readonly<Record<string, number>>> {
  const totals = requestTotals(await cluster.metrics());
  return Object.fromEntries([...totals].filter(([asked]) => written.test(asked)));
}

/** Server-side applies of anything, so far. */
export async function appliesOf({ cluster }: World): Promise<number> {
  let applies = 0;
  for (const [asked, count] of requestTotals(await cluster.metrics(), { verb: "APPLY" }))
    if (asked !== "") applies += count;
  return applies;
}

/** How often the edge has asked the Git host for anything. */
export function fetchesOf({ git }: World): number {
  return git.requests().filter(({ service }) => service === "git-upload-pack").length;
}

/** Time in which something that must not happen would have happened. */
export async function aMoment({ git }: World): Promise<void> {
  await git.settled();
  await sleep(400);
}

/** A push that the Git host takes and tells nobody of. */
export async function pushUntold({ git, work }: World): Promise<string> {
  git.hooksPaused = true;
  const commit = await work.push();
  await git.settled(); // the host answers a push before it tells of it
  git.hooksPaused = false;
  return commit;
}
