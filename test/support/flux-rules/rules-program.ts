import { cachedProgram } from "#test/support/go-programs/cached-program.ts";

/** Flux's rules as a program. */
export function fluxRulesProgram(): Promise<string> {
  return cachedProgram({ name: "flux-rules", module: import.meta.dirname, called: "Flux's rules" });
}
