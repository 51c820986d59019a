/** Who called the program, and how to answer. */
export type Caller = {
  /** Where relative paths begin. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** What a program reads. */
  readonly answer: (text: string) => void;
  /** What a person reads. */
  readonly tell: (text: string) => void;
};

/** Done; tried and failed; not understood. */
export type ExitCode = 0 | 1 | 2;

export function callerOf(process: NodeJS.Process): Caller {
  const { env, stdout, stderr } = process;
  return {
    folder: folderOf(env) ?? process.cwd(),
    env,
    answer: (text) => void stdout.write(text),
    tell: (text) => void stderr.write(text),
  };
}

/** npm runs its scripts in the package's folder, and says where it was called. */
function folderOf(env: NodeJS.ProcessEnv): string | undefined {
  return env["npm_lifecycle_event"] === "plumb" ? env["INIT_CWD"] : undefined;
}
