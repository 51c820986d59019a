import { environments, repositoryFiles } from "#test/walkthrough/repository.ts";
import { changed, type BuildRoot } from "./build-root.ts";

/** The walk-through's repository: three objects, and their three environments. */
export const seedRoot: BuildRoot = {
  name: "seed",
  files: repositoryFiles,
  paths: Object.keys(environments).map((name) => `overlays/${name}`),
  change: (turn) =>
    changed(repositoryFiles, "base/deployment.yaml", { old: "nginx:latest", fresh: `nginx:1.${turn}` }),
};
