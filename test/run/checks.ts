/** A command that counts as one check, passed when it ends well. */
export type Check = { readonly name: string; readonly command: readonly string[] };

/** What can be said of the code without running it; a warning fails it. */
export const checks: readonly Check[] = [
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
  { name: "types", command: ["tsc", "-b"] },
  { name: "unused code", command: ["knip"] },
];

/** The first time this takes minutes, which no test could wait for. */
export const controlPlanePrograms: Check = {
  name: "control plane",
  command: ["node", "test/run/control-plane-programs.ts"],
};

/** The same for the project that wants a forge. */
export const forgeProgram: Check = { name: "forge", command: ["node", "test/run/forge-program.ts"] };
