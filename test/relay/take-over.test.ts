import { describe, expect, it } from "vitest";
import type { Manifest } from "#shared/model/manifest.ts";
import { clusterOfThisFile, configMap, wanted } from "#test/relay/cluster-of-this-file.ts";
import { jobsOf } from "#test/relay/job-of-this-file.ts";

const cluster = clusterOfThisFile();

type Live = {
  readonly data: Record<string, string>;
  readonly metadata: {
    readonly annotations?: Record<string, string>;
    readonly labels?: Record<string, string>;
    readonly managedFields: readonly { readonly manager: string; readonly operation: string }[];
  };
};

const live = (name: string): Promise<Live> => cluster.live<Live>("configmap", name, "--show-managed-fields");

const managers = async (name: string): Promise<string[]> =>
  (await live(name)).metadata.managedFields.map(({ manager, operation }) => `${manager} ${operation}`);

const kubectl = (args: readonly string[], manifest?: Manifest): Promise<string> =>
  cluster.plane.kubectl([...args], manifest ? { input: JSON.stringify(manifest) } : {});

const byHand = (name: string, data: Record<string, string>): Manifest => configMap(name, data).manifest;

describe("an object that was made with kubectl before Git declared it", () => {
  it.each([
    ["apply", ["apply", "-f", "-"]],
    ["apply --server-side", ["apply", "--server-side", "-f", "-"]],
    ["create", ["create", "-f", "-"]],
  ])("by kubectl %s is ours afterwards, and what Git does not declare is gone", async (how, args) => {
    const name = `made-by-${how.replaceAll(/[ -]+/g, "-")}`;
    await kubectl(args, byHand(name, { a: "1", old: "1" }));
    const { run } = jobsOf(cluster);
    const { results } = await run({ apply: [configMap(name, { a: "2" })] });
    expect(results).toMatchObject([{ action: "configured" }]);
    expect((await live(name)).data).toEqual({ a: "2" });
    expect(await managers(name)).toEqual(["kustomize-controller Apply"]);
    expect((await live(name)).metadata.annotations).toBeUndefined();
  });

  it("loses the labels and annotations that older tools left on it", async () => {
    const name = "with-remnants";
    const metadata = {
      name,
      namespace: "default",
      labels: { "fluxcd.io/sync-gc-mark": "sha256.abc", team: "shop" },
      annotations: { "fluxcd.io/sync-checksum": "abc", "kustomize.toolkit.fluxcd.io/checksum": "abc" },
    };
    await kubectl(["apply", "--server-side", "--field-manager=helm", "-f", "-"], {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata,
    });
    await jobsOf(cluster).run({ apply: [configMap(name, { a: "1" })] });
    const { metadata: after } = await live(name);
    expect(after.annotations).toBeUndefined();
    expect(after.labels).not.toHaveProperty(["fluxcd.io/sync-gc-mark"]);
    expect(after.labels).toMatchObject({ team: "shop" }); // another applier's
  });

  it("before there were managed fields is ours as well", async () => {
    const name = "without-managers";
    await kubectl(["create", "-f", "-"], byHand(name, { a: "1", old: "1" }));
    await kubectl(["patch", "configmap", name, "--type=merge", "-p", '{"metadata":{"managedFields":[{}]}}']);
    await jobsOf(cluster).run({ apply: [configMap(name, { a: "1" })] });
    expect((await live(name)).data).toEqual({ a: "1" });
    expect(await managers(name)).toEqual(["kustomize-controller Apply"]);
  });
});

describe("what others own", () => {
  it("stays, when they are no kubectl", async () => {
    const name = "shared-with-an-operator";
    const { run } = jobsOf(cluster);
    await run({ apply: [configMap(name, { a: "1" })] });
    const patch = ["patch", "configmap", name, "--type=merge", "-p", '{"data":{"theirs":"1"}}'];
    await kubectl([...patch, "--field-manager=some-operator"]);
    await run({ apply: [configMap(name, { a: "2" })] });
    expect((await live(name)).data).toEqual({ a: "2", theirs: "1" });
  });

  it("stays, when Git says ssa: Merge", async () => {
    const { manifest } = configMap("merged", { a: "1" });
    const annotations = { "kustomize.toolkit.fluxcd.io/ssa": "Merge" };
    const merged = wanted({ ...manifest, metadata: { ...manifest.metadata, annotations } });
    const { run } = jobsOf(cluster);
    await run({ apply: [merged] });
    await kubectl(["patch", "configmap", "merged", "--type=merge", "-p", '{"data":{"a":"2","theirs":"1"}}']);
    await run({ apply: [merged] });
    expect((await live("merged")).data).toEqual({ a: "1", theirs: "1" });
  });
});

describe("an apply", () => {
  it("of an object in which nothing has to be taken over is one request", async () => {
    const { run } = jobsOf(cluster);
    await run({ apply: [configMap("plain", { a: "1" })] });
    const { requests } = await run({ apply: [configMap("plain", { a: "2" })] });
    expect(requests).toEqual(["PATCH /api/v1/namespaces/default/configmaps/plain"]);
  });

  it("of what kubectl get printed does not take kubectl's annotation back in, time and again", async () => {
    const { manifest } = configMap("exported", { a: "1" });
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "{}" };
    const creationTimestamp = "2020-01-01T00:00:00Z";
    const exported = { ...manifest, metadata: { ...manifest.metadata, annotations, creationTimestamp } };
    const { run } = jobsOf(cluster);
    await run({ apply: [wanted({ ...exported, status: { old: true } })] });
    const { requests, results } = await run({ apply: [wanted({ ...exported, status: { old: true } })] });
    expect(requests).toHaveLength(1);
    expect(results).toMatchObject([{ action: "unchanged" }]);
  });

  it("takes away a key of a Secret's stringData that Git declares no more", async () => {
    const secret = (stringData: Record<string, string>) =>
      wanted({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "keys", namespace: "default" },
        stringData,
      });
    const { run } = jobsOf(cluster);
    await run({ apply: [secret({ a: "1", b: "ü" })] });
    expect(await cluster.live("secret", "keys")).toMatchObject({ data: { a: "MQ==", b: "w7w=" } });
    await run({ apply: [secret({ a: "1" })] });
    expect((await cluster.live("secret", "keys"))["data"]).toEqual({ a: "MQ==" });
  });
});
