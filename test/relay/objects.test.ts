import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { applyObject } from "#infra/relay/apply/apply-object.ts";
import { fingerprintOf } from "#infra/relay/apply/fingerprint.ts";
import { pruneObject } from "#infra/relay/apply/prune-object.ts";
import { audit } from "#infra/relay/drift/audit.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { keyOf, type RefKey } from "#shared/model/object-ref.ts";
import type { Wanted } from "#shared/wire/job.ts";
import type { Drift, ObjectResult } from "#shared/wire/report.ts";
import {
  clusterOfThisFile,
  configMap,
  keyOfConfigMap,
  owner,
  wanted,
} from "#test/relay/cluster-of-this-file.ts";

const cluster = clusterOfThisFile();

function apply(one: Wanted, fingerprint = ""): Promise<ObjectResult> {
  const before = fingerprint === "" ? undefined : { digest: one.digest, fingerprint };
  return applyObject(one, {
    kube: cluster.kube,
    find: cluster.kinds.find,
    owner,
    before,
    isStranger: false,
    force: false,
    kindGone: () => undefined,
  });
}

/** What an audit says of one object that was applied. */
async function auditOf({ key, fingerprint = "", digest = "" }: ObjectResult): Promise<Drift> {
  const entries = new Map<RefKey, LedgerEntry>([[key, { digest, fingerprint }]]);
  const parts = {
    kube: cluster.kube,
    find: cluster.kinds.find,
    fingerprint: fingerprintOf,
    frozen: () => undefined,
    log: () => undefined,
  };
  const [drift] = await audit([{ uid: "apps-uid", head: "job-1", entries, account: undefined }], parts);
  if (!drift) throw new Error("the audit gave no answer");
  return drift;
}

function prune(key: RefKey, by = owner): Promise<ObjectResult> {
  return pruneObject(key, { kube: cluster.kube, find: cluster.kinds.find, owner: by, version: "v1" });
}

const deployment = (name: string, replicas: number): Wanted =>
  wanted({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "web", image: "registry.example.com/web:1" }] },
      },
    },
  });

const untouched = { type: "drift", uid: "apps-uid", head: "job-1", missing: [], changed: [] };

describe("an object that is applied", () => {
  it("is created, under Flux's manager and with the owner's labels", async () => {
    const one = configMap("first", { a: "1" });
    const result = await apply(one);
    expect(result).toMatchObject({ key: one.key, digest: one.digest, action: "created" });
    expect(result.fingerprint).toMatch(/^[\w-]{22}$/);
    expect(await cluster.live("configmap", "first", "--show-managed-fields")).toMatchObject({
      data: { a: "1" },
      metadata: {
        labels: {
          "kustomize.toolkit.fluxcd.io/name": "apps",
          "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
        },
        managedFields: [{ manager: "kustomize-controller", operation: "Apply" }],
      },
    });
  });

  it("is unchanged the second time, and is recognised by the same fingerprint", async () => {
    const first = await apply(configMap("twice", { a: "1" }));
    const second = await apply(configMap("twice", { a: "1" }), first.fingerprint);
    expect(second).toEqual({ ...first, action: "unchanged" });
  });

  it("is unchanged to a relay that has forgotten it, too", async () => {
    const first = await apply(configMap("forgotten", { a: "1" }));
    await sleep(2_600); // the server's clock tells in whole seconds
    expect(await apply(configMap("forgotten", { a: "1" }))).toEqual({ ...first, action: "unchanged" });
  });

  it("is configured when it says something else", async () => {
    const first = await apply(configMap("changed", { a: "1" }));
    const second = await apply(configMap("changed", { a: "1", b: "2" }), first.fingerprint);
    expect(second.action).toBe("configured");
    expect(second.fingerprint).not.toBe(first.fingerprint);
  });

  it("loses a field that it declares no more, and keeps what others put there", async () => {
    await apply(configMap("shared", { ours: "1", also: "1" }));
    await cluster.plane.kubectl([
      "patch",
      "configmap",
      "shared",
      "--type=merge",
      "-p",
      `{"data":{"theirs":"1"}}`,
      "--field-manager=flux-client-side-apply",
    ]);
    await apply(configMap("shared", { ours: "1" }));
    expect(await cluster.live("configmap", "shared")).toMatchObject({ data: { ours: "1", theirs: "1" } });
    expect(await cluster.live("configmap", "shared")).not.toHaveProperty("data.also");
  });

  it("takes a field over from whoever had it", async () => {
    const first = await apply(configMap("taken", { a: "1" }));
    await cluster.plane.kubectl([
      "patch",
      "configmap",
      "taken",
      "--type=merge",
      "-p",
      `{"data":{"a":"theirs"}}`,
    ]);
    // Managed fields tell the time in whole seconds: within one, a field taken and taken back looks untouched.
    await sleep(1_100);
    expect((await apply(configMap("taken", { a: "1" }), first.fingerprint)).action).toBe("configured");
    expect(await cluster.live("configmap", "taken")).toMatchObject({ data: { a: "1" } });
  });
});

describe("an object that the API server refuses", () => {
  it("fails alone, and says where Git declares it and what the server has against it", async () => {
    const one = deployment("refused", -1);
    expect(await apply(one)).toEqual({
      key: one.key,
      action: "failed",
      error: expect.stringMatching(
        /^k8s\/refused\.yaml:1: Deployment\/default\/refused: Invalid: .*spec\.replicas/,
      ),
    });
  });

  it("for want of its kind says that a CRD is missing", async () => {
    const one = wanted({ apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "a" } });
    expect((await apply(one)).error).toBe(
      'k8s/a.yaml:1: Thing/a: no matches for kind "Thing" in version "example.com/v1". ' +
        "Install its CRD, or mend apiVersion",
    );
  });

  it("for want of a namespace says how to give it one", async () => {
    const one = wanted({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "homeless" } });
    expect((await apply(one)).error).toContain("namespace not specified");
  });

  it("because its namespace is not there says so", async () => {
    const metadata = { name: "a", namespace: "nowhere" };
    const one = wanted({ apiVersion: "v1", kind: "ConfigMap", metadata });
    expect((await apply(one)).error).toContain('namespaces "nowhere" not found');
  });
});

describe("an audit", () => {
  const edited = async (name: string, ...args: readonly string[]) => {
    const applied = await apply(configMap(name, { a: "1" }));
    await cluster.plane.kubectl(args.map((arg) => arg.replace("$", name)));
    return applied;
  };

  it("finds nothing where nothing was touched", async () => {
    expect(await auditOf(await apply(configMap("calm", { a: "1" })))).toEqual(untouched);
  });

  it("names who edited a field of ours", async () => {
    const patch = ["patch", "configmap", "$", "--type=merge", "-p", `{"data":{"a":"2"}}`];
    const applied = await edited("edited", ...patch, "--field-manager=kubectl-edit");
    expect(await auditOf(applied)).toMatchObject({
      missing: [],
      changed: [{ key: applied.key, manager: "kubectl-edit" }],
    });
  });

  it("finds a Deployment that was scaled by hand", async () => {
    const applied = await apply(deployment("scaled", 1));
    await cluster.plane.kubectl(["scale", "deployment", "scaled", "--replicas=3"]);
    expect((await auditOf(applied)).changed).toEqual([{ key: applied.key, manager: "kubectl" }]);
  });

  it("is not disturbed by a status", async () => {
    const applied = await apply(deployment("running", 1));
    await cluster.plane.kubectl([
      "patch",
      "deployment",
      "running",
      "--subresource=status",
      "--type=merge",
      "-p",
      `{"status":{"observedGeneration":1,"replicas":1,"readyReplicas":1}}`,
    ]);
    expect(await auditOf(applied)).toEqual(untouched);
  });

  it("is not disturbed by fields that are not ours", async () => {
    const applied = await edited("annotated", "annotate", "configmap", "$", "team=shop");
    expect(await auditOf(applied)).toEqual(untouched);
  });

  it("finds what was deleted", async () => {
    const applied = await edited("deleted", "delete", "configmap", "$");
    expect(await auditOf(applied)).toMatchObject({ missing: [applied.key], changed: [] });
  });

  it("finds what was deleted and made anew by another hand", async () => {
    const applied = await edited("replaced", "delete", "configmap", "$");
    const labels = { "kustomize.toolkit.fluxcd.io/name": "apps" };
    const metadata = { name: "replaced", namespace: "default", labels };
    const input = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } });
    await cluster.plane.kubectl(["create", "-f", "-"], { input });
    expect((await auditOf(applied)).changed).toMatchObject([{ key: applied.key }]);
  });

  it("asks with one request for each kind, however many objects there are", async () => {
    const entries = new Map<RefKey, LedgerEntry>();
    for (const name of ["calm", "annotated", "edited"])
      entries.set(keyOfConfigMap(name), { digest: "", fingerprint: "" });
    const asked: string[] = [];
    await audit([{ uid: "a", head: "1", entries, account: undefined }], {
      kube: (request) => {
        asked.push(request.path);
        return cluster.kube(request);
      },
      find: cluster.kinds.find,
      log: () => undefined,
      frozen: () => undefined,
      fingerprint: fingerprintOf,
    });
    expect(asked).toEqual([expect.stringMatching(/^\/api\/v1\/configmaps\?labelSelector=/)]);
  });

  it("calls nothing missing of a kind that is not served: it could not look", async () => {
    const key = keyOf({ group: "example.com", kind: "Thing", namespace: "", name: "a" });
    expect((await auditOf({ key, action: "created" })).missing).toEqual([]);
  });
});

describe("pruning", () => {
  it("deletes what is ours", async () => {
    const { key } = await apply(configMap("pruned", { a: "1" }));
    expect(await prune(key)).toEqual({ key, action: "deleted" });
    await expect(cluster.live("configmap", "pruned")).rejects.toThrow("not found");
  });

  it("leaves alone what carries another Kustomization's labels", async () => {
    const { key } = await apply(configMap("adopted", { a: "1" }));
    expect(await prune(key, { name: "other", namespace: "flux-system" })).toEqual({ key, action: "skipped" });
    expect(await cluster.live("configmap", "adopted")).toMatchObject({ data: { a: "1" } });
  });

  it("leaves alone what carries no owner's labels", async () => {
    await cluster.plane.kubectl(["create", "configmap", "nobodys"]);
    expect(await prune(keyOfConfigMap("nobodys"))).toMatchObject({ action: "skipped" });
  });

  it("of what is gone already is done", async () => {
    expect(await prune(keyOfConfigMap("never-there"))).toMatchObject({ action: "deleted" });
  });

  it("of a kind that is gone is done", async () => {
    const key = keyOf({ group: "example.com", kind: "Thing", namespace: "", name: "a" });
    expect(await prune(key)).toEqual({ key, action: "deleted" });
  });

  it("of what the API server holds on to fails and says why", async () => {
    const key = keyOf({ group: "", kind: "Namespace", namespace: "", name: "kube-system" });
    await cluster.plane.kubectl([
      "label",
      "namespace",
      "kube-system",
      "kustomize.toolkit.fluxcd.io/name=apps",
      "kustomize.toolkit.fluxcd.io/namespace=flux-system",
    ]);
    expect(await prune(key)).toMatchObject({
      action: "failed",
      error: expect.stringMatching(/^prune Namespace\/kube-system: Forbidden/),
    });
  });
});
