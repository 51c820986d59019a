import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>["values"];

/** What the command line says; undefined after telling what is wrong with it: a slip of the finger is no crash. */
export function commandLine<T extends Options>(options: T, seeHelp: string): Values<T> | undefined {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}. ${seeHelp}`);
    process.exitCode = 2;
    return undefined;
  }
}
