import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "#shared/model/json.ts";
import type { BenchWorld } from "./bench-world.ts";
import type { Measured } from "./measured.ts";
import { collectionOf, type BenchObject } from "./objects.ts";
import { spreadOf } from "./spread.ts";
import { watchFor } from "./watched.ts";

/** Changes one object at a time by hand: how long until a watch shows again what Git says. */
export async function measureHealing(bench: BenchWorld): Promise<Measured[]> {
  const { objects, effort, say } = bench;
  const samples: number[] = [];
  for (let turn = 0; turn < effort.warmUps + effort.pushes; turn++) {
    const object = objects[(turn * 37) % objects.length];
    if (!object) throw new Error("of no objects none can be changed");
    const time = await healed(bench, object, `by-hand-${turn}`);
    await sleep(250); // the job's end and its Event, which is not what is measured
    if (turn < effort.warmUps) continue;
    samples.push(time);
    say(`change ${samples.length} of ${effort.pushes} by hand: healed in ${time} ms`);
  }
  const spread = spreadOf(samples);
  return [{ name: "drift/heal/p95", value: spread.p95, detail: spread }];
}

async function healed({ world }: BenchWorld, object: BenchObject, value: string): Promise<number> {
  const { api } = world.cluster;
  const path = `${collectionOf(object)}/${object.name}`;
  const before = object.valueOf((await api<JsonObject>("GET", path)).body);
  if (before === undefined) throw new Error(`${object.kind} ${object.name} is not there`);
  const watched = await watchFor(world.cluster, object, before);
  const body =
    object.kind === "ConfigMap"
      ? [{ op: "replace", path: "/data/value", value }]
      : [
          {
            op: "replace",
            path: "/spec/template/spec/containers/0/image",
            value: `registry.example.com/web:${value}`,
          },
        ];
  const began = Date.now();
  const contentType = "application/json-patch+json";
  const { status } = await api("PATCH", `${path}?fieldManager=kubectl-edit`, { body, contentType });
  if (status !== 200) throw new Error(`PATCH ${path}: HTTP ${status}`);
  return (await watched.changed) - began;
}
