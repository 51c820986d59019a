import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { build, stop } from "esbuild";
import { workerBuild } from "./worker-build.ts";

/** Where the bundles land, relative to the project. */
export type Bundles = { readonly worker: string; readonly relay: string };

/**
 * Makes the edge's one module and the relay's files. Cloudflare, `wrangler dev` and plain workerd all run
 * this same worker; the relay's image holds its files and Node, nothing else.
 */
export async function bundle(project: string): Promise<Bundles> {
  const bundles: Bundles = { worker: `${project}/dist/worker.js`, relay: `${project}/dist/relay/main.mjs` };
  const common = {
    bundle: true,
    format: "esm",
    target: "es2024",
    absWorkingDir: project,
    logLevel: "warning",
    write: false,
  } as const;
  const built = await Promise.all([
    build({
      ...common,
      ...workerBuild,
      entryPoints: ["functions/worker.ts"],
      outfile: bundles.worker,
    }),
    build({
      ...common,
      entryPoints: [{ in: "infra/relay/main.ts", out: "main" }],
      outdir: `${project}/dist/relay`,
      outExtension: { ".js": ".mjs" },
      // What only a kubeconfig needs goes into a file of its own, which a Pod never reads.
      splitting: true,
      platform: "node",
      // Some of what we bundle was written for require; esbuild leaves those calls to this one.
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
      minifySyntax: true,
    }),
  ]);
  await stop(); // esbuild's own process would stay for as long as ours, with 250 MB
  for (const { path, contents } of built.flatMap(({ outputFiles }) => outputFiles))
    await place(path, contents);
  return bundles;
}

/** Whoever reads the file while it is made anew reads the old one or the new one, never half of it. */
async function place(path: string, contents: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
