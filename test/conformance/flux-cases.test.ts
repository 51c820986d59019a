import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import { configMap, kustomization, type Tree } from "#test/kustomize/tree.ts";
import { startFluxBuild, type FluxBuild } from "#test/support/flux-build/oracle.ts";
import { edgeBuild, fluxBuild } from "./flux-build.ts";
import { fluxCases } from "./flux-cases.ts";

const pod = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: a, image: nginx}]}
`;
const minutes = 60_000;
let flux: FluxBuild;
beforeAll(async () => {
  flux = await startFluxBuild();
}, 20 * minutes);
afterAll(() => flux.stop());

describe("a Kustomization's spec asks of Flux and of us for the same:", () => {
  it.each(fluxCases)("$claim", async (question) => {
    const theirs = await fluxBuild(flux, question);
    const ours = await edgeBuild(question);
    if ("refused" in theirs)
      expect({ theirs, ours }).toMatchObject({ ours: { refused: expect.any(String) } });
    else expect(ours).toEqual(theirs);
  });
});

describe("differs from Flux on purpose:", () => {
  const listing = (rest: string): Tree => ({
    "kustomization.yaml": kustomization(["a.yaml"], rest),
    "a.yaml": pod,
  });
  const both = async (files: Tree, spec: JsonObject = {}) => ({
    theirs: await fluxBuild(flux, { files, spec }),
    ours: await edgeBuild({ files, spec }),
  });

  it("an unknown field at spec.path is refused, where Flux drops it", async () => {
    const { theirs, ours } = await both(listing("nameprefx: x-\n"));
    expect(theirs).toMatchObject({ objects: [{ metadata: { name: "a" } }] });
    expect(ours).toMatchObject({
      refused: expect.stringMatching(/^kustomization\.yaml:2: .*Did you mean "namePrefix"/),
    });
  });

  it("a number where text belongs is refused there, where Flux reads 1.10 as 1.1", async () => {
    const { theirs, ours } = await both(listing("images: [{name: nginx, newTag: 1.10}]\n"));
    expect(theirs).toMatchObject({ objects: [{ spec: { containers: [{ image: "nginx:1.1" }] } }] });
    expect(ours).toMatchObject({ refused: expect.stringMatching(/^kustomization\.yaml:2: .*Quote it/) });
  });

  it("components over a folder without YAML keep their namespace, where Flux moves them to one that cannot be", async () => {
    const part = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n";
    const files = { "app/note.txt": "", "part/kustomization.yaml": part, "part/a.yaml": pod };
    const { theirs, ours } = await both(files, { path: "app", components: ["../part"] });
    expect(theirs).toMatchObject({ objects: [{ metadata: { name: "a", namespace: "_placeholder" } }] });
    expect(ours).toMatchObject({ objects: [{ metadata: { name: "a" } }] });
    expect(JSON.stringify(ours)).not.toContain("namespace");
  });

  it("common metadata is added to labels that are no text, where Flux drops them all", async () => {
    const labels = "  labels: {app: a, number: 1}\n";
    const { theirs, ours } = await both(
      { "a.yaml": configMap("a", labels) },
      { commonMetadata: { labels: { team: "a" } } },
    );
    const labelled = (pairs: JsonObject) => ({ objects: [{ metadata: { name: "a", labels: pairs } }] });
    expect(theirs).toMatchObject(labelled({ team: "a" }));
    expect(JSON.stringify(theirs)).not.toContain("app");
    expect(ours).toMatchObject(labelled({ app: "a", number: 1, team: "a" }));
  });

  it("managedByLabel gives a label that the API server takes", async () => {
    const { theirs, ours } = await both(listing("buildMetadata: [managedByLabel]\n"));
    const label = "app.kubernetes.io/managed-by";
    expect(theirs).toMatchObject({ objects: [{ metadata: { labels: { [label]: "kustomize-(devel)" } } }] });
    expect(ours).toMatchObject({ objects: [{ metadata: { labels: { [label]: "kustomize-v5.8.1" } } }] });
  });
});
