import type { Cluster } from "#test/support/control-plane/cluster.ts";
import { requestCount } from "#test/support/control-plane/request-total.ts";
import type { BenchWorld } from "./bench-world.ts";
import type { Measured } from "./measured.ts";
import { collectionOf, fileOf, folder } from "./objects.ts";
import { deliver, pushQuietly } from "./push.ts";

type Listed = {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly resourceVersion: string };
  }[];
};

/** Pushes that render the same, by turns a comment in a built file and a file beside them: who was written to? */
export async function countNoopWrites(bench: BenchWorld): Promise<Measured[]> {
  const { world, objects, effort, pulse, say } = bench;
  const [first] = objects;
  if (!first) throw new Error("there is no file to comment in");
  const { file } = first;
  const text = fileOf(first, "noop");
  await tell(bench, { [file]: text });
  const before = await versions(world.cluster);
  const applied = await applies(world.cluster);
  for (let turn = 0; turn < effort.noops; turn++) {
    const comment = `# seen ${turn} times\n`;
    await tell(bench, turn % 2 === 0 ? { [file]: comment + text } : { "README.md": comment });
    say(`push ${turn + 1} of ${effort.noops} that renders the same`);
  }
  const after = await versions(world.cluster);
  const written = [...after].filter(([object, version]) => before.get(object) !== version);
  const detail = {
    samples: effort.noops,
    objects: after.size,
    // An apply that changes nothing leaves the resourceVersion: it is a request all the same.
    applies: (await applies(world.cluster)) - applied,
    written: written.slice(0, 5).map(([object]) => object),
  };
  if (after.size !== objects.length)
    throw new Error(`${after.size} of ${objects.length} objects are there, and Git has others in ${folder}`);
  return [{ name: "push/noop/writes", value: written.length, detail }];

  async function tell(bench: BenchWorld, files: Readonly<Record<string, string>>): Promise<void> {
    const commit = await pushQuietly(bench, files);
    await deliver(bench);
    await pulse.settled(commit);
  }
}

/** Each namespace also has a ConfigMap of the cluster's own. */
const managed = "kustomize.toolkit.fluxcd.io/name%3Dapp";

async function versions(cluster: Cluster): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const kind of ["ConfigMap", "Deployment"] as const) {
    const { body } = await cluster.api<Listed>("GET", `${collectionOf({ kind })}?labelSelector=${managed}`);
    for (const { metadata } of body.items) found.set(`${kind} ${metadata.name}`, metadata.resourceVersion);
  }
  return found;
}

async function applies(cluster: Cluster): Promise<number> {
  const metrics = await cluster.metrics();
  return ["configmaps", "deployments"].reduce(
    (total, resource) => total + requestCount(metrics, { verb: "APPLY", resource }),
    0,
  );
}
