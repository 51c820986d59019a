import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLine } from "#test/support/command-line.ts";
import { startWorld, type World } from "#test/support/world/world.ts";
import { interruptedCode, interruption } from "./interruption.ts";
import { jsonScreen, textScreen, type Screen } from "./screen.ts";
import { steps } from "./steps.ts";
import { takeAway } from "./take-away.ts";

const help = `npm start -- [--once] [--json] [--kubeconfig PATH]

Walks through Plumbline on this machine: a Git host, the edge on workerd, a relay and a real Kubernetes API
server. Then it stays up for you to push to.

  --once              end after the last step; the exit code says whether every check held
  --json              one JSON line for each step, with its milliseconds
  --kubeconfig PATH   use your own cluster's current context instead of a control plane of ours`;

const options = commandLine(
  {
    once: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    kubeconfig: { type: "string" },
  },
  "See npm start -- --help",
);
const ending = interruption();

if (options?.help) console.log(help);
else if (options) process.exitCode = await walk(options, options.json ? jsonScreen() : textScreen());

async function hasLogs(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => name === "edge" || name === "cluster");
}

type Walk = { readonly once: boolean; readonly kubeconfig?: string | undefined };

async function walk(how: Walk, screen: Screen): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-"));
  const code = await walkIn(folder, how, screen);
  if (code === 0 || code === interruptedCode || !(await hasLogs(folder)))
    await rm(folder, { recursive: true, force: true });
  else console.error(`the logs are kept in ${folder}: relay.log, edge/edge.log, cluster/*.log`);
  return code;
}

async function walkIn(folder: string, how: Walk, screen: Screen): Promise<number> {
  const { once, kubeconfig } = how;
  let world: World | undefined;
  try {
    const began = performance.now();
    if (kubeconfig !== undefined) screen.note(`your own cluster is used: ${kubeconfig}`);
    const starting = startWorld({ folder, log: screen.note, kubeconfig, patrolSeconds: once ? 0 : 60 });
    const started = await Promise.race([starting, ending.came]);
    if (started === "interrupted") return leaveAtOnce(folder);
    world = started;
    screen.note(`everything runs, after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    const end = await Promise.race([runSteps(world, screen), ending.came]);
    if (end === "well" && !once) {
      screen.close(stayingUp(world));
      await ending.came;
    }
    if (kubeconfig !== undefined) {
      screen.note(
        "what the walk-through applied is taken away again; CRDs and namespace plumbline-system stay",
      );
      await takeAway(world.cluster);
    }
    if (end === "interrupted") return interruptedCode;
    return end === "well" ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await world?.stop();
  }
}

/** Nothing is worth a goodbye yet: the processes that have begun end with this one, and the folder goes after them. */
function leaveAtOnce(folder: string): never {
  process.once("exit", () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  );
  process.exit(interruptedCode);
}

/** The steps behind one whose check did not hold are not tried. */
async function runSteps(world: World, screen: Screen): Promise<"well" | "failed"> {
  for (const [index, { title, run }] of steps.entries()) {
    const began = performance.now();
    const ms = (): number => Math.round(performance.now() - began);
    try {
      const lines = await run(world);
      if (ending.hasCome()) return "failed";
      screen.step({ number: index + 1, title, ms: ms(), lines });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // After Ctrl-C everything is on its way down: that a step fails of it is no news.
      if (!ending.hasCome()) screen.step({ number: index + 1, title, ms: ms(), lines: [], error: why });
      return "failed";
    }
  }
  return "well";
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
