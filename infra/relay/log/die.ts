/** Ends the process at once: nothing is finished, and nothing more is sent. Whatever nobody caught ends it too. */
export function dyingBy(log: (line: string) => void): (why: string) => never {
  const die = (why: string): never => {
    log(why);
    process.exit(1);
  };
  for (const trouble of ["uncaughtException", "unhandledRejection"] as const)
    process.on(trouble, (error: unknown) =>
      die(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  return die;
}
