import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>["values"];
type Said<T extends Options> = Values<T> & { readonly words?: readonly string[] };

/**
 * What the command line says; undefined after telling what is wrong with it: a slip of the finger is no crash. `words` are
 * what it says beside options, where `takesWords` allows that.
 */
export function commandLine<T extends Options>(
  options: T,
  seeHelp: string,
  { takesWords = false }: { readonly takesWords?: boolean } = {},
): Said<T> | undefined {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: takesWords });
    return { ...values, words: positionals };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}. ${seeHelp}`);
    process.exitCode = 2;
    return undefined;
  }
}
