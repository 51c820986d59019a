import { describe, expect, it } from "vitest";
import { until } from "#test/support/until.ts";
import { steps } from "#test/walkthrough/steps.ts";
import { kustomizationNamed, gitRepositoryNamed } from "./flux-object.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();

describe("the walk-through", () => {
  for (const [index, { title, run }] of steps.entries())
    it(`${index + 1}. ${title}`, async () => {
      await run(world());
    });
});

describe("what it leaves in the cluster, for those who know Flux", () => {
  const oid = "[0-9a-f]{40}";

  it("is Ready for kubectl wait", async () => {
    const printed = await world().cluster.kubectl([
      "wait",
      "kustomization/my-app",
      "gitrepository/my-app",
      "--for=condition=Ready",
      "--timeout=5s",
    ]);
    expect(printed).toMatch(/kustomization\S*\/my-app condition met/);
    expect(printed).toMatch(/gitrepository\S*\/my-app condition met/);
  });

  it("has kubectl get say READY, STATUS and the revision", async () => {
    const printed = await world().cluster.kubectl(["get", "kustomizations,gitrepositories"]);
    const row = (what: string, rest: string): RegExp => new RegExp(`^\\S*${what}\\s+${rest}\\s*$`, "m");
    const applied = `\\S+\\s+True\\s+Applied revision: main@sha1:${oid}`;
    expect(printed).toMatch(/NAME\s+AGE\s+READY\s+STATUS/);
    for (const name of ["my-app", "development", "staging", "production"])
      expect(printed).toMatch(row(`/${name}`, applied));
    expect(printed).toMatch(/NAME\s+URL\s+AGE\s+READY\s+STATUS/);
    const stored = `\\S+\\s+\\S+\\s+True\\s+stored artifact for revision 'main@sha1:${oid}'`;
    expect(printed).toMatch(row("gitrepository\\S*/my-app", stored));
  });

  it("has the commit of the last push in lastAppliedRevision and in the source's artifact", async () => {
    const revision = `main@sha1:${await world().work.head()}`;
    const { status } = await kustomizationNamed(world(), "my-app");
    expect(status).toMatchObject({ lastAppliedRevision: revision, lastAttemptedRevision: revision });
    expect(status.observedGeneration).toBe(1);
    expect((await gitRepositoryNamed(world(), "my-app")).status.artifact?.revision).toBe(revision);
  });

  it("has Ready alone among the conditions, with Flux's reasons", async () => {
    const { status } = await kustomizationNamed(world(), "my-app");
    expect(status.conditions).toMatchObject([
      { type: "Ready", status: "True", reason: "ReconciliationSucceeded", observedGeneration: 1 },
    ]);
    const source = await gitRepositoryNamed(world(), "my-app");
    expect(source.status.conditions).toMatchObject([
      { type: "Ready", status: "True", reason: "Succeeded" },
      { type: "ArtifactInStorage", status: "True", reason: "Succeeded" },
    ]);
  });

  it("carries the owner's labels, in a namespace of its own too", async () => {
    const labelled = ["get", "deployments,services,ingresses", "-A", "-o", "name", "-l"];
    const label = "kustomize.toolkit.fluxcd.io";
    const of = async (owner: string): Promise<string[]> => {
      const selector = `${label}/name=${owner},${label}/namespace=default`;
      return (await world().cluster.kubectl([...labelled, selector])).trim().split("\n");
    };
    expect(await of("my-app")).toEqual(["deployment.apps/web-app", "service/web-app"]);
    expect(await of("staging")).toEqual([
      "deployment.apps/stg-web-app",
      "service/stg-web-app",
      "ingress.networking.k8s.io/stg-web-app",
    ]);
  });

  it("is owned by the field manager kustomize-controller, by server-side apply, also what was healed", async () => {
    const printed = await world().cluster.kubectl([
      "get",
      "deployment/web-app",
      "--show-managed-fields",
      "-o",
      "json",
    ]);
    type Entry = { manager: string; operation: string; subresource?: string; fieldsV1: unknown };
    const { metadata }: { metadata: { managedFields: Entry[] } } = JSON.parse(printed);
    const ours = metadata.managedFields.filter(({ manager }) => manager === "kustomize-controller");
    expect(ours).toMatchObject([
      { operation: "Apply", fieldsV1: { "f:spec": { "f:replicas": {}, "f:template": {} } } },
    ]);
    const others = metadata.managedFields.filter(({ manager }) => manager !== "kustomize-controller");
    expect(JSON.stringify(others)).not.toContain('"f:spec"');
  });

  it("is listed in the inventory as <namespace>_<name>_<group>_<kind>", async () => {
    const inventory = async (name: string): Promise<unknown[]> => {
      const { status } = await kustomizationNamed(world(), name);
      return (status.inventory?.entries ?? []).toSorted((a, b) => a.id.localeCompare(b.id));
    };
    expect(await inventory("my-app")).toEqual([
      { id: "default_web-app__Service", v: "v1" },
      { id: "default_web-app_apps_Deployment", v: "v1" },
    ]);
    expect(await inventory("staging")).toEqual([
      { id: "_staging__Namespace", v: "v1" },
      { id: "staging_stg-web-app__Service", v: "v1" },
      { id: "staging_stg-web-app_apps_Deployment", v: "v1" },
      { id: "staging_stg-web-app_networking.k8s.io_Ingress", v: "v1" },
    ]);
  });

  type Event = {
    readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
    readonly involvedObject: { readonly kind: string; readonly name: string };
    readonly source: { readonly component: string };
    readonly type: string;
    readonly reason: string;
    readonly message: string;
  };
  const eventsOf = async (kind: string): Promise<Event[]> => {
    const path = "/api/v1/namespaces/default/events?limit=500";
    const { body } = await world().cluster.api<{ items: Event[] }>("GET", path);
    return body.items.filter(
      ({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === "my-app",
    );
  };

  it("has Events on the Kustomization with Flux's reasons, component and revision, and of what was healed", async () => {
    const events = await until("the Event of the last push", async () => {
      const found = await eventsOf("Kustomization");
      return found.some(({ message }) => message.includes("Ingress/default/web-app deleted")) && found;
    });
    expect(new Set(events.map(({ reason }) => reason))).toEqual(
      new Set(["Progressing", "ReconciliationSucceeded", "DriftDetected"]),
    );
    for (const { source, type, metadata } of events) {
      expect({ component: source.component, type }).toEqual({
        component: "kustomize-controller",
        type: "Normal",
      });
      expect(metadata.annotations?.["kustomize.toolkit.fluxcd.io/revision"]).toMatch(
        new RegExp(`^main@sha1:${oid}$`),
      );
    }
    const finished = events.find(({ reason }) => reason === "ReconciliationSucceeded");
    expect(finished?.message).toMatch(/^Reconciliation finished in \S+, next run in 5m$/);
  });

  it("has Events on the GitRepository with Flux's reason and words", async () => {
    const events = await until(
      "the Events of three pushes",
      async () => (await eventsOf("GitRepository")).length >= 3 && eventsOf("GitRepository"),
    );
    expect(new Set(events.map(({ reason }) => reason))).toEqual(new Set(["NewArtifact"]));
    expect(new Set(events.map(({ source }) => source.component))).toEqual(new Set(["source-controller"]));
    expect(events.map(({ message }) => message)).toContain(
      "stored artifact for commit 'Scale the application to 5'",
    );
  });

  it("runs: every Pod that was asked for", async () => {
    const pods = await until("five Pods", async () => {
      const printed = await world().cluster.kubectl(["get", "pods", "-l", "app=web-app", "--no-headers"]);
      const running = printed.split("\n").filter((line) => /\sRunning\s/.test(line));
      return running.length === 5 && running;
    });
    expect(pods).toHaveLength(5);
  });

  it("keeps Kustomizations from going away without their objects, by Flux's finalizer", async () => {
    const { metadata } = await kustomizationNamed(world(), "my-app");
    expect(metadata.finalizers).toEqual(["finalizers.fluxcd.io"]);
  });
});
