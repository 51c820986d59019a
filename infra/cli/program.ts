import { Command, CommanderError } from "commander";

import { addBuildCommand } from "./build-command.ts";
import type { Caller, ExitCode } from "./caller.ts";

/** Runs the command that the arguments name. */
export async function run(args: readonly string[], caller: Caller): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = new Command("plumb")
    .description("Plumbline at your desk: build what is in Git, as the cluster will get it.")
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({ writeOut: caller.answer, writeErr: caller.tell });
  addBuildCommand(program, caller, (code) => (exitCode = code));
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}
