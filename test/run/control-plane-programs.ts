import { controlPlaneBinaries } from "#test/support/control-plane/binaries.ts";

try {
  for (const [program, path] of Object.entries(await controlPlaneBinaries()))
    console.log(`${program}: ${path}`);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
}
