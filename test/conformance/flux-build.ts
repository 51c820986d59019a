import { Builder } from "#functions/plan/builder.ts";
import type { JsonObject } from "#shared/model/json.ts";
import { filesOf } from "#test/kustomize/tree.ts";
import type { FluxBuild, Question } from "#test/support/flux-build/oracle.ts";

type Outcome = { readonly objects: readonly JsonObject[] } | { readonly refused: string };

/** What the edge builds of a Kustomization, with nothing to be had from elsewhere. */
export async function edgeBuild({ files, spec }: Question): Promise<Outcome> {
  const tree = { ...filesOf(files), idOf: (path: string) => files[path] };
  const outcome = await new Builder().build(spec, tree, {
    ask: () => ({ type: "refused", message: "it is elsewhere", remedy: "" }),
    versionOf: async () => "-",
  });
  if (outcome.type === "failed") return { refused: outcome.message };
  return { objects: outcome.objects.map(({ manifest }) => manifest) };
}

/** What Flux builds of it, in the same words. */
export async function fluxBuild(flux: FluxBuild, question: Question): Promise<Outcome> {
  const answer = await flux.ask(question);
  return "error" in answer ? { refused: answer.error } : answer;
}
