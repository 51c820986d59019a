import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startControlPlane, type ControlPlane } from "#test/support/control-plane/control-plane.ts";
import { startHollowKubelet, type HollowKubelet } from "#test/support/control-plane/hollow-kubelet.ts";
import { ownCluster } from "#test/support/control-plane/own-cluster.ts";
import { requestsBetween, requestTotals } from "#test/support/control-plane/request-total.ts";
import type { Cluster } from "#test/support/control-plane/cluster.ts";

// On a machine that has never built the control plane, the first start does.
const firstStart = 20 * 60_000;

let folder: string;
let plane: ControlPlane;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-control-plane-"));
  plane = await startControlPlane({ folder });
}, firstStart);

afterAll(async () => {
  await plane?.stop();
  await rm(folder, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the control plane", () => {
  it("is Kubernetes 1.36 and ready", async () => {
    const version = await plane.api<{ gitVersion: string }>("GET", "/version");
    expect(version).toMatchObject({ status: 200, body: { gitVersion: expect.stringMatching(/^v1\.\d+/) } });
    expect(await plane.api("GET", "/readyz")).toEqual({ status: 200, body: "ok" });
  });

  it("answers a request that fails with its status and reason", async () => {
    const answer = await plane.api("GET", "/api/v1/namespaces/default/configmaps/none");
    expect(answer).toMatchObject({ status: 404, body: { reason: "NotFound" } });
  });

  it("takes a server-side apply as it is written", async () => {
    const path = "/api/v1/namespaces/default/configmaps/colour?fieldManager=test";
    const body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: colour}\ndata: {is: blue}\n";
    const answer = await plane.api("PATCH", path, { body, contentType: "application/apply-patch+yaml" });
    expect(answer).toMatchObject({ status: 201, body: { data: { is: "blue" } } });
  });

  it("runs kubectl with input, and rejects with what kubectl complained about", async () => {
    const input = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "by-kubectl" } });
    expect(await plane.kubectl(["apply", "-f", "-"], { input })).toContain("configmap/by-kubectl created");
    await expect(plane.kubectl(["get", "configmap", "none"])).rejects.toThrow(/configmaps "none" not found/);
  });

  it("counts the requests between two moments", async () => {
    const before = requestTotals(await plane.metrics());
    await plane.api("GET", "/api/v1/namespaces/default/configmaps/none");
    await plane.api("DELETE", "/api/v1/namespaces/default/configmaps/none");
    const since = requestsBetween(before, requestTotals(await plane.metrics()));
    expect(since.get("GET configmaps")).toBe(1);
    expect(since.get("DELETE configmaps")).toBe(1);
  });

  it("keeps its credentials from other users of the machine", async () => {
    for (const file of ["tokens.csv", "admin.kubeconfig", "service-account.key"])
      expect((await stat(join(folder, file))).mode & 0o077, file).toBe(0);
  });
});

describe("an account without rights", () => {
  it("is known by its token and forbidden", async () => {
    await plane.kubectl(["create", "serviceaccount", "visitor"]);
    const kubeconfig = await plane.kubeconfigFor({ namespace: "default", name: "visitor" });
    await expect(plane.kubectl(["--kubeconfig", kubeconfig, "get", "pods"])).rejects.toThrow(
      /Forbidden.*system:serviceaccount:default:visitor/,
    );
  });

  it("gets no kubeconfig when it does not exist", async () => {
    await expect(plane.kubeconfigFor({ namespace: "default", name: "nobody" })).rejects.toThrow(
      /ServiceAccount default\/nobody: 404/,
    );
  });
});

describe("with a hollow kubelet", () => {
  let kubelet: HollowKubelet;
  beforeAll(() => {
    kubelet = startHollowKubelet(plane);
  });
  afterAll(async () => {
    await kubelet.stop();
  });

  it("a Deployment of three becomes Available", async () => {
    await plane.kubectl(["create", "deployment", "web", "--image=nginx:1", "--replicas=3"]);
    await plane.kubectl(["wait", "deployment/web", "--for=condition=Available", "--timeout=30s"]);
    expect(await plane.kubectl(["get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}"])).toBe(
      "3",
    );
  });

  it("a roll-out to an image that cannot be pulled gets stuck, and its fix goes through", async () => {
    await plane.kubectl(["set", "image", "deployment/web", "nginx=nginx:bad"]);
    const reasons = [
      "get",
      "pods",
      "-o",
      "jsonpath={.items[*].status.containerStatuses[0].state.waiting.reason}",
    ];
    await expect.poll(() => plane.kubectl(reasons), { timeout: 10_000 }).toContain("ErrImagePull");
    await expect(plane.kubectl(["rollout", "status", "deployment/web", "--timeout=1s"])).rejects.toThrow();

    await plane.kubectl(["set", "image", "deployment/web", "nginx=nginx:2"]);
    await plane.kubectl(["rollout", "status", "deployment/web", "--timeout=30s"]);
  });

  it("keeps up with fifty pods, each with an address of its own", async () => {
    await plane.kubectl(["create", "deployment", "many", "--image=nginx:1", "--replicas=50"]);
    await plane.kubectl(["rollout", "status", "deployment/many", "--timeout=30s"]);
    const addresses = await plane.kubectl([
      "get",
      "pods",
      "-l",
      "app=many",
      "-o",
      "jsonpath={.items[*].status.podIP}",
    ]);
    expect(new Set(addresses.split(" ")).size).toBe(50);
  });

  it("a StatefulSet comes up one by one, and a Job completes", async () => {
    const pod = { containers: [{ name: "main", image: "busybox:1" }] };
    const selector = { matchLabels: { app: "ordered" } };
    const input = JSON.stringify({
      apiVersion: "v1",
      kind: "List",
      items: [
        {
          apiVersion: "apps/v1",
          kind: "StatefulSet",
          metadata: { name: "ordered" },
          spec: {
            serviceName: "",
            replicas: 2,
            selector,
            template: { metadata: { labels: selector.matchLabels }, spec: pod },
          },
        },
        {
          apiVersion: "batch/v1",
          kind: "Job",
          metadata: { name: "once" },
          spec: { template: { spec: { ...pod, restartPolicy: "Never" } } },
        },
      ],
    });
    await plane.kubectl(["apply", "-f", "-"], { input });
    await plane.kubectl(["rollout", "status", "statefulset/ordered", "--timeout=30s"]);
    await plane.kubectl(["wait", "job/once", "--for=condition=Complete", "--timeout=30s"]);
  });

  it("a deleted pod is gone and replaced", async () => {
    await plane.kubectl(["delete", "pods", "-l", "app=web", "--timeout=20s"]);
    await plane.kubectl(["rollout", "status", "deployment/web", "--timeout=30s"]);
  });
});

describe("a cluster that the user named", () => {
  let own: Cluster;
  beforeAll(async () => {
    own = await ownCluster(plane.kubeconfig);
  });
  afterAll(async () => {
    await own.stop();
  });

  it("offers the same as ours", async () => {
    expect(own.url).toBe(plane.url);
    const path = "/api/v1/namespaces/default/configmaps/mine?fieldManager=test";
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } };
    const applied = await own.api("PATCH", path, { body, contentType: "application/apply-patch+yaml" });
    expect(applied.status).toBe(201);
    expect(await own.kubectl(["get", "configmap", "mine", "-o", "name"])).toBe("configmap/mine\n");
    expect(await own.metrics()).toContain("apiserver_request_total");
  });

  it("gives an account without rights a kubeconfig of its own, wherever it is read", async () => {
    await own.kubectl(["create", "serviceaccount", "guest"]);
    const kubeconfig = await own.kubeconfigFor({ namespace: "default", name: "guest" });
    expect(await readFile(kubeconfig, "utf8")).toContain("certificate-authority-data");
    await expect(own.kubectl(["--kubeconfig", kubeconfig, "get", "pods"])).rejects.toThrow(/Forbidden/);
  });

  it("is watched as ours is", async () => {
    const enough = new AbortController();
    for await (const { type, object } of own.watch("/api/v1/namespaces?watch=1", enough.signal)) {
      expect({ type, kind: object["kind"] }).toEqual({ type: "ADDED", kind: "Namespace" });
      enough.abort();
    }
  });

  it("outlives its stop()", async () => {
    const another = await ownCluster(plane.kubeconfig);
    await another.stop();
    expect(existsSync(another.folder)).toBe(false);
    expect((await plane.api("GET", "/readyz")).status).toBe(200);
  });

  it("is refused by name when there is no such kubeconfig", async () => {
    await expect(ownCluster("/nowhere/config")).rejects.toThrow(
      "/nowhere/config: there is no such kubeconfig",
    );
  });
});

describe("stopping", () => {
  it("leaves no process", async () => {
    const alive = Object.values(plane.pids).filter(isAlive);
    expect(alive).toHaveLength(3);
    await plane.stop();
    expect(alive.filter(isAlive)).toEqual([]);
  });

  it("is done once, however often it is asked", async () => {
    await plane.stop();
  });
});
