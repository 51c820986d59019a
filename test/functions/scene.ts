import { env } from "cloudflare:workers";
import type { Delivery } from "#shared/model/delivery.ts";
import type { ApplyJob } from "#shared/wire/job.ts";
import type { Resource } from "#shared/wire/mirror.ts";
import { allThereIs, built, configMap, done, kustomization } from "./cluster-news.ts";
import { unusedName } from "./edge-doors.ts";
import { enrolled, linked, type Identity, type Relay } from "./relay-by-hand.ts";

export type Scene = {
  readonly identity: Identity;
  readonly relay: Relay;
  readonly stub: DurableObjectStub<InstanceType<Cloudflare.GlobalProps["mainModule"]["Cluster"]>>;
  deliver(news: Delivery): Promise<string[]>;
};

/** A cluster whose relay is here and has shown one Kustomization. */
export async function scene(change: Partial<Resource> = {}): Promise<Scene> {
  const cluster = unusedName("shop");
  const stub = env.CLUSTER.getByName(cluster);
  const identity = await enrolled(cluster);
  const relay = await linked(identity);
  relay.say(allThereIs([kustomization(change)]));
  await relay.rest();
  return { identity, relay, stub, deliver: (news) => stub.deliver(news) };
}

export const a1 = configMap("a", "1");
export const a2 = configMap("a", "2");
export const b1 = configMap("b", "1");

/** A scene in which `a` and `b` were applied as of the first revision. */
export async function settled(change: Partial<Resource> = {}): Promise<Scene & { readonly job: ApplyJob }> {
  const set = await scene(change);
  await set.deliver(built("main@sha1:1", [a1, b1]));
  const job = await set.relay.next("apply");
  set.relay.say(done(job));
  await set.relay.rest();
  return { ...set, job };
}

export function typesOf(instructions: readonly { readonly type: string }[]): string[] {
  return instructions.map(({ type }) => type);
}
