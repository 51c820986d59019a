import { Option, type Command } from "commander";

import type { BuildFlags } from "./build-flags.ts";
import type { Caller, ExitCode } from "./caller.ts";

/** `plumb build`: takes the options of `kustomize build` and answers as it does. */
export function addBuildCommand(program: Command, caller: Caller, end: (code: ExitCode) => void): void {
  program
    .command("build")
    .description("Print the objects that a folder with a kustomization.yaml declares, as kustomize does.")
    .argument("[DIR]", "the folder, or the URL of a Git repository with a folder in it", ".")
    .addOption(
      new Option(
        "--reorder <order>",
        "the order of the objects where no sortOptions says (default: legacy)",
      ).choices(["none", "legacy"]),
    )
    .addOption(
      new Option(
        "--load-restrictor <restriction>",
        "LoadRestrictionsNone: files may lie outside the folder that names them",
      )
        .choices(["LoadRestrictionsRootOnly", "LoadRestrictionsNone"])
        .default("LoadRestrictionsRootOnly"),
    )
    .option("--enable-managedby-label", "label every object as built by kustomize")
    .option("--no-remote", "fail where something would have to be fetched from elsewhere")
    .option("-o, --output <path>", "write to this file, or to one file for each object in this folder")
    .action(async (folder: string, flags: BuildFlags) => {
      // Loaded only when it is needed: it is most of the program.
      const { buildFolder } = await import("./build-folder.ts");
      end(await buildFolder(folder, flags, caller));
    });
}
