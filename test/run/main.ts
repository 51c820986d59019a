import { commandLine } from "#test/support/command-line.ts";
import { leftRunning } from "./left-running.ts";
import { projects } from "./projects.ts";
import { interruptedBy, runCommand, stopOnSignal } from "./run-command.ts";
import { checks, controlPlanePrograms, type Check } from "./checks.ts";
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
  const programs = finished.find(({ name }) => name === controlPlanePrograms.name);
  if (programs && programs.tally.failed > 0)
    console.log(
      `\nThere is no control plane to test on: what to do is said above, at "── ${programs.name}".`,
    );
  const signal = interruptedBy();
  if (signal !== undefined)
    console.log(`\nStopped by ${signal}: what follows counts only what ran until then.`);
  console.log(`\n${lastLine(total)}`);
}

function verdict(tally: Tally): string {
  return tally.failed === 0 ? "ok" : "FAILED";
}

/** What `--only a,b` names; everything where it is not there. */
function stagesFor(only: readonly string[] | undefined): readonly Stage[] | undefined {
  const names = ["static", ...projects.map(({ name }) => name)];
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    console.error(`--only ${unknown}: there is no such part. The parts are ${names.join(", ")}.`);
    return undefined;
  }
  const statics = only === undefined || only.includes("static") ? checks.map(asStage) : [];
  const tests = only?.filter((name) => name !== "static") ?? [];
  if (only !== undefined && tests.length === 0) return statics;
  const chosenProjects = projects.filter(({ name }) => only === undefined || tests.includes(name));
  const programs = chosenProjects.some(({ clusters }) => clusters) ? [asStage(controlPlanePrograms)] : [];
  const what = only === undefined ? "every project" : tests.join(", ");
  return [
    ...statics,
    ...programs,
    { name: "tests", command: `vitest run, ${what}`, run: () => runTests(tests) },
    { name: "nothing left", command: "processes that outlive the tests", run: leftRunning, always: true },
  ];
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
