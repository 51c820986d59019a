import { giteaProgram } from "#test/support/forge/gitea-program.ts";

try {
  const { binary } = await giteaProgram({ log: console.log });
  console.log(`gitea: ${binary}`);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
}
