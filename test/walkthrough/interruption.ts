/** Ctrl-C, or its like from another program: the first lets us tidy up, the second ends us at once. */
export type Interruption = { readonly came: Promise<"interrupted">; readonly hasCome: () => boolean };

/** The exit code of what Ctrl-C ended, as shells have it. */
export const interruptedCode = 130;

export function interruption(): Interruption {
  let hasCome = false;
  const came = new Promise<"interrupted">((resolve) => {
    // They stay: with nobody listening, whoever guards our children would end us with them.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        if (hasCome) process.exit(interruptedCode);
        hasCome = true;
        resolve("interrupted");
      });
  });
  return { came, hasCome: () => hasCome };
}
