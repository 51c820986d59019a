import { commandLine } from "#test/support/command-line.ts";
import { leftRunning } from "./left-running.ts";
import { projects, type Project } from "./projects.ts";
import { interruptedBy, runCommand, stopOnSignal } from "./run-command.ts";
import { checks, controlPlanePrograms, forgeProgram, type Check } from "./checks.ts";
import { addUp, holds, lastLine, skippedLines, type Tally } from "./tally.ts";
import { runTests } from "./vitest-run.ts";

type Stage = {
  readonly name: string;
  readonly command: string;
  readonly run: () => Promise<Tally>;
  /** It tidies up, so it runs after Ctrl-C too. */
  readonly always?: true;
};
type Finished = Stage & { readonly tally: Tally; readonly seconds: number };

const options = commandLine({ only: { type: "string" } }, "There is --only PARTS: see CONTRIBUTING.md");
const stages = options && stagesFor(options.only?.split(",").map((name) => name.trim()));
if (stages === undefined) process.exitCode ||= 1;
else process.exitCode = holds(await runAll(stages)) && interruptedBy() === undefined ? 0 : 1;

/** Every stage runs, whatever the one before said, so that one run tells everything. */
async function runAll(all: readonly Stage[]): Promise<Tally> {
  stopOnSignal();
  const finished: Finished[] = [];
  for (const stage of all) {
    if (interruptedBy() !== undefined && stage.always !== true) continue;
    console.log(`\n── ${stage.name}: ${stage.command}`);
    const start = performance.now();
    const tally = await stage.run();
    const seconds = (performance.now() - start) / 1_000;
    console.log(`── ${stage.name}: ${verdict(tally)}, ${seconds.toFixed(1)} s`);
    finished.push({ ...stage, tally, seconds });
  }
  const total = addUp(finished.map(({ tally }) => tally));
  report(finished, total);
  return total;
}

function report(finished: readonly Finished[], total: Tally): void {
  console.log("");
  for (const { name, tally, seconds } of finished)
    console.log(`${name.padEnd(22)} ${verdict(tally).padEnd(7)} ${seconds.toFixed(1).padStart(7)} s`);
  if (total.skipped.length > 0) console.log(`\nSKIPPED, so these claims are NOT checked here:`);
  for (const line of skippedLines(total.skipped)) console.log(line);
  const programs = new Set([controlPlanePrograms.name, forgeProgram.name]);
  for (const { name } of finished.filter(({ name, tally }) => programs.has(name) && tally.failed > 0))
    console.log(`\nThere is no ${name} to test on: what to do is said above, at "── ${name}".`);
  const signal = interruptedBy();
  if (signal !== undefined)
    console.log(`\nStopped by ${signal}: what follows counts only what ran until then.`);
  console.log(`\n${lastLine(total)}`);
}

function verdict(tally: Tally): string {
  if (tally.passed + tally.failed === 0 && tally.skipped.length > 0) return "skipped";
  return tally.failed === 0 ? "ok" : "FAILED";
}

/** What `--only a,b` names; where it is not there, everything but what runs only when it is named. */
function stagesFor(only: readonly string[] | undefined): readonly Stage[] | undefined {
  const names = ["static", ...projects.map(({ name }) => name)];
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    console.error(`--only ${unknown}: there is no such part. The parts are ${names.join(", ")}.`);
    return undefined;
  }
  const statics = only === undefined || only.includes("static") ? checks.map(asStage) : [];
  const chosen = projects.filter(({ name, forge }) => only?.includes(name) ?? forge !== true);
  if (chosen.length === 0) return statics;
  const tests = chosen.map(({ name }) => name);
  const programs = [
    ...(chosen.some(({ clusters }) => clusters) ? [controlPlanePrograms] : []),
    ...(chosen.some(({ forge }) => forge) ? [forgeProgram] : []),
  ].map(asStage);
  const what = tests.join(", ");
  const unnamed = only === undefined ? projects.filter(({ forge }) => forge).map(asLeftOut) : [];
  return [
    ...statics,
    ...programs,
    { name: "tests", command: `vitest run, ${what}`, run: () => runTests(tests) },
    { name: "nothing left", command: "processes that outlive the tests", run: leftRunning, always: true },
    ...unnamed,
  ];
}

/** What runs only where it is named is counted as skipped, so that nobody takes its silence for consent. */
function asLeftOut({ name }: Project): Stage {
  const command = `npm run test:${name}`;
  const reason = `it needs Gitea, which takes minutes to build: run ${command}`;
  const tally: Tally = { passed: 0, failed: 0, skipped: [{ title: `the project ${name}`, reason }] };
  return { name, command: `only by ${command}`, run: async () => tally };
}

function asStage({ name, command }: Check): Stage {
  return {
    name,
    command: command.join(" "),
    run: async () => {
      const well = (await runCommand(command)) === 0;
      return { passed: well ? 1 : 0, failed: well ? 0 : 1, skipped: [] };
    },
  };
}
