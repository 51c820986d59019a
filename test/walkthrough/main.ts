import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startWorld, type World } from "#test/support/world/world.ts";
import { application, stagesOfLife } from "./resources.ts";
import { jsonScreen, textScreen, type Screen } from "./screen.ts";
import { steps } from "./steps.ts";

const help = `npm start -- [--once] [--json] [--kubeconfig PATH]

Walks through Plumbline on this machine: a Git host, the edge on workerd, a relay and a real Kubernetes API
server. Then it stays up for you to push to.

  --once              end after the last step; the exit code says whether every check held
  --json              one JSON line for each step, with its milliseconds
  --kubeconfig PATH   use your own cluster's current context instead of a control plane of ours`;

const { values } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    kubeconfig: { type: "string" },
  },
});

if (values.help) console.log(help);
else process.exitCode = await walk(values.json ? jsonScreen() : textScreen());

async function walk(screen: Screen): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-"));
  const code = await walkIn(folder, screen);
  if (code === 0) await rm(folder, { recursive: true, force: true });
  else console.error(`the logs are kept in ${folder}: relay.log, edge/edge.log, cluster/*.log`);
  return code;
}

async function walkIn(folder: string, screen: Screen): Promise<number> {
  let world: World | undefined;
  try {
    const began = performance.now();
    if (values.kubeconfig !== undefined) screen.note(`your own cluster is used: ${values.kubeconfig}`);
    const patrolSeconds = values.once ? 0 : 60;
    world = await startWorld({ folder, log: screen.note, kubeconfig: values.kubeconfig, patrolSeconds });
    screen.note(`everything runs, after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    const failed = await runSteps(world, screen);
    if (!failed && !values.once) {
      screen.close(stayingUp(world));
      await interrupted();
    }
    if (values.kubeconfig !== undefined) await takeAway(world, screen);
    return failed ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await world?.stop();
  }
}

/** The user's cluster is left as it was, but for the CRDs and the relay's namespace. */
async function takeAway({ cluster }: World, screen: Screen): Promise<void> {
  screen.note("what the walk-through applied is taken away again; CRDs and namespace plumbline-system stay");
  const names = [...stagesOfLife, application].map(({ metadata }) => `kustomization/${metadata.name}`);
  const rest = [
    "gitrepository/my-app",
    "alert/everything",
    "provider/slack",
    "secret/git-auth",
    "secret/slack-url",
  ];
  await cluster.kubectl(["delete", "-n", "default", "--ignore-not-found", "--timeout=60s", ...names]);
  await cluster.kubectl(["delete", "-n", "default", "--ignore-not-found", ...rest]);
}

/** True when a step's check did not hold; the steps behind it are then not tried. */
async function runSteps(world: World, screen: Screen): Promise<boolean> {
  for (const [index, { title, run }] of steps.entries()) {
    const began = performance.now();
    const ms = (): number => Math.round(performance.now() - began);
    try {
      const lines = await run(world);
      screen.step({ number: index + 1, title, ms: ms(), lines });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      screen.step({ number: index + 1, title, ms: ms(), lines: [], error: why });
      return true;
    }
  }
  return false;
}

function stayingUp({ repo, cluster, edge, folder }: World): string[] {
  return [
    "Now it is yours. It stays up until you press Ctrl-C.",
    "",
    `  git clone ${repo.remote}`,
    `  export KUBECONFIG=${cluster.kubeconfig}`,
    `  edge        ${edge().url}`,
    `  logs        ${folder}/relay.log, ${folder}/edge/edge.log`,
    "",
    "Edit k8s/deployment.yaml, commit, push, and watch: kubectl get kustomizations,deployments -w",
  ];
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
