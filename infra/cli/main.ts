import { enableCompileCache } from "node:module";

// Most of a short command's time is compiling, and it compiles the same files each time: it must be asked for
// before they are loaded.
enableCompileCache();
const { run } = await import("./program.ts");
const { callerOf } = await import("./caller.ts");

// Whoever reads may have had enough, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await run(process.argv.slice(2), callerOf(process));
