import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

// As Flux calls it: in the order of the files, and with whatever the repository has.
const flags = ["--reorder", "none", "--load-restrictor", "LoadRestrictionsNone"];

/** Builds a folder with the real kustomize into a file; gives the milliseconds from its start to its end. */
export async function realBuild(binary: string, folder: string, out: string): Promise<number> {
  const file = openSync(out, "w");
  try {
    const began = performance.now();
    const child = spawn(binary, ["build", ...flags, folder], { stdio: ["ignore", file, "pipe"] });
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    const took = performance.now() - began;
    if (code !== 0) throw new Error(`kustomize does not build ${folder}: ${said}`);
    return took;
  } finally {
    closeSync(file);
  }
}
