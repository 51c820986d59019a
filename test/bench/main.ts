import { loadavg } from "node:os";
import { measureBuilds, type BuildEffort } from "#test/bench/kustomize/measure-builds.ts";
import { commandLine } from "#test/support/command-line.ts";
import { controlPlaneBinaries } from "#test/support/control-plane/binaries.ts";
import {
  applyApplication,
  prepareApplication,
  withWorld,
  type BenchWorld,
  type Effort,
} from "./bench-world.ts";
import { figures, meets, sectionOf, sections, type Figure, type FigureName } from "./figures.ts";
import { controllersDone, measureFirstApply } from "./first-apply.ts";
import { measureHealing } from "./heal.ts";
import { measureIdleRelay, measureLoaded } from "./idle-memory.ts";
import type { Measured } from "./measured.ts";
import { missedBeside } from "./missed-beside.ts";
import { countNoopWrites } from "./noop.ts";
import { namespace } from "./objects.ts";
import { measurePushes } from "./push.ts";
import { countRequests } from "./requests.ts";
import { figureOf, jsonLine, table, type Shown } from "./screen.ts";
import { measureSource } from "./source/measure-source.ts";
import type { SourceEffort } from "./source/stage.ts";

const options = commandLine(
  {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: sections.join(",") },
    objects: { type: "string", default: "10,100,1000" },
    help: { type: "boolean", default: false },
  },
  "See npm run bench -- --help",
  { takesWords: true },
);
type Options = NonNullable<typeof options>;

const help = `npm run bench -- [SECTIONS] [--json] [--quick] [--only SECTIONS] [--objects COUNTS]

Measures Plumbline on this machine, on loopback: builds beside the real kustomize, sources and doors beside real git, and
the whole of it in a fresh control plane for each size of application. Progress goes to stderr. The exit code says whether everything could be measured, not whether it was fast enough.

  --json              one JSON line for each figure
  --quick             few samples and a short rest: to see that it runs, not how fast
  --only SECTIONS     of ${sections.join(", ")}, or figures, separated by commas; without --only, as words
  --objects COUNTS    only these sizes of 10, 100 and 1000, where there is a control plane

${figures.map(({ name, unit, what }) => `  ${name} (${unit})\n      ${what}`).join("\n")}`;

const full: Effort = { warmUps: 2, pushes: 24, counted: 7, noops: 4, idleSeconds: 60 };
const few: Effort = { warmUps: 1, pushes: 3, counted: 1, noops: 2, idleSeconds: 10 };
const manyBuilds: BuildEffort = { builds: 5, processes: 5, rebuilds: 8 };
const fewBuilds: BuildEffort = { builds: 1, processes: 1, rebuilds: 3 };
const manyFetches: SourceEffort = { firsts: 3, warmUps: 3, rounds: 20, seconds: 5 };
const fewFetches: SourceEffort = { firsts: 1, warmUps: 1, rounds: 2, seconds: 2 };

if (options?.help) console.log(help);
else if (options) process.exitCode = await bench(options);

/** What keeps every world from beginning is said once. */
async function canBegin(wanted: readonly Figure[]): Promise<boolean> {
  if (wanted.every(({ objects }) => objects === undefined)) return true;
  try {
    await controlPlaneBinaries();
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return false;
  }
}

async function bench(values: Options): Promise<number> {
  const only = values.words?.length ? values.words.join(",") : values.only;
  const chosen = only.split(",");
  const wanted = figures.filter(
    ({ name, objects }) =>
      (chosen.includes(sectionOf(name)) || chosen.includes(name)) &&
      (objects === undefined || values.objects.split(",").includes(String(objects))),
  );
  if (wanted.length === 0) {
    console.error(`There is no figure for --only ${only} --objects ${values.objects}: see --help`);
    return 2;
  }
  if (!(await canBegin(wanted))) return 1;
  const shown: Shown[] = [];
  const failures: string[] = [];
  for (const place of new Set(wanted.map(placeOf))) {
    const names = new Set<FigureName>(wanted.filter((one) => placeOf(one) === place).map(({ name }) => name));
    const keep = (measured: readonly Measured[]): void => {
      const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
      for (const { name, value, detail } of measured) {
        if (!names.has(name)) continue;
        const one = { name, value, detail, load };
        shown.push(one);
        if (values.json) console.log(jsonLine(one));
      }
    };
    const wanting = { names, keep, quick: values.quick };
    await measureAt(place, wanting).catch((error: unknown) => {
      const what = typeof place === "string" ? place : `${place} objects`;
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
  if (!values.json) console.log(`\n${table(inOrder(shown))}`);
  const missed = [
    ...shown.filter((one) => !meets(figureOf(one).bar, one.value)).map(({ name }) => name),
    ...missedBeside(shown),
  ];
  if (missed.length > 0) console.error(`missed: ${missed.join(", ")}`);
  for (const failure of failures) console.error(`could not be measured: ${failure}`);
  return failures.length === 0 ? 0 : 1;
}

type Wanting = {
  readonly names: ReadonlySet<FigureName>;
  readonly keep: (measured: readonly Measured[]) => void;
  readonly quick: boolean;
};

/** Where it is measured: in a world of so many objects, or in a place of its section's own. */
function placeOf({ name, objects }: (typeof figures)[number]): string | 10 | 100 | 1000 {
  return objects ?? sectionOf(name);
}

function measureAt(place: ReturnType<typeof placeOf>, wanting: Wanting): Promise<void> {
  if (typeof place === "number") return measureWorld(place, wanting);
  return place === "source" ? measureSources(wanting) : measureKustomize(wanting);
}

/** Everything that is wanted of one size, in one world: what needs it untouched comes first. */
async function measureWorld(objects: number, { names, keep, quick }: Wanting): Promise<void> {
  const say = (line: string): void => console.error(`${objects} objects: ${line}`);
  const wants = (...some: readonly FigureName[]): boolean => some.some((name) => names.has(name));
  say("a fresh control plane, edge and relay begin");
  await withWorld({ objects, effort: quick ? few : full, say }, async (bench) => {
    if (wants("memory/relay/0")) keep(await measureIdleRelay(bench));
    if (![...names].some((name) => name !== "memory/relay/0")) return;
    if (wants("apply/1000/rate-ratio")) keep(await measureFirstApply(bench));
    else await begin(bench);
    const pushed = [...names].filter((name) => /^push\/\d/.test(name) && !name.endsWith("/requests"));
    if (pushed.length > 0) keep(await measurePushes(bench));
    await controllersDone(bench.world.cluster, namespace);
    if (wants("push/10/requests", "push/1000/requests")) keep(await countRequests(bench));
    if (wants("push/noop/writes")) keep(await countNoopWrites(bench));
    if (wants("drift/heal/p95")) keep(await measureHealing(bench));
    if (wants("memory/relay/1000", "memory/edge/1000")) keep(await measureLoaded(bench));
  });
}

async function measureKustomize({ names, keep, quick }: Wanting): Promise<void> {
  const effort = quick ? fewBuilds : manyBuilds;
  const say = (line: string): void => console.error(`builds: ${line}`);
  await measureBuilds({ effort, wants: (name) => names.has(name), keep, say });
}

async function measureSources({ names, keep, quick }: Wanting): Promise<void> {
  const effort = quick ? fewFetches : manyFetches;
  const say = (line: string): void => console.error(`sources: ${line}`);
  await measureSource({ effort, wants: (...some) => some.some((name) => names.has(name)), keep, say });
}

async function begin(bench: BenchWorld): Promise<void> {
  const commit = await prepareApplication(bench);
  await applyApplication(bench, commit);
  await controllersDone(bench.world.cluster, namespace);
}

function inOrder(shown: readonly Shown[]): Shown[] {
  const place = (one: Shown): number => figures.findIndex(({ name }) => name === one.name);
  return shown.toSorted((a, b) => place(a) - place(b));
}
