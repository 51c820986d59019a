import { appliesOf } from "#test/flow/footprints.ts";
import type { ForgeRepo } from "#test/support/forge/forge-api.ts";
import type { Forge } from "#test/support/forge/forge.ts";
import { until } from "#test/support/until.ts";
import type { World } from "#test/support/world/world.ts";

/** What the cluster has in a ConfigMap's field `value`. */
export async function valueOf(world: World, name: string): Promise<string | undefined> {
  type Read = { readonly data?: { readonly value?: string } };
  const path = `/api/v1/namespaces/default/configmaps/${name}`;
  return (await world.cluster.api<Read>("GET", path)).body.data?.value;
}

/** When a ConfigMap's field `value` has become this. */
export async function changedAt(world: World, name: string, value: string): Promise<number> {
  await until(`${name} = ${value}`, async () => (await valueOf(world, name)) === value, { every: 5 });
  return Date.now();
}

/** What the edge was sent through git's own door of the forge: the sizes of its answers, oldest first. */
export async function fetchesOf(forge: Forge, { fullName }: ForgeRepo): Promise<readonly number[]> {
  const door = `/${fullName}.git/git-upload-pack`;
  return (await forge.requests())
    .filter(({ method, path, agent }) => method === "POST" && path === door && agent === "git/plumbline")
    .map(({ bytes }) => bytes);
}

/** Time in which something that must not happen would have happened: gives the applies until then. */
export function settledApplies(world: World, forge: Forge): Promise<number> {
  let before = "";
  return until(
    "a cluster that nobody writes to",
    async () => {
      const applies = await appliesOf(world);
      const now = JSON.stringify([applies, (await forge.requests()).length]);
      const isSame = now === before;
      before = now;
      return isSame ? applies : undefined;
    },
    { every: 700 },
  );
}

export function seconds(from: number, to: number): string {
  return `${((to - from) / 1_000).toFixed(2)} s`;
}
