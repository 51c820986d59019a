import { afterEach, describe, expect, it } from "vitest";
import { Meters } from "#infra/relay/show/meters.ts";
import { openPort, type Port } from "#infra/relay/show/port.ts";
import type { HeldResource } from "#infra/relay/show/resource-info.ts";
import { shownMetrics, type Shown } from "#infra/relay/show/shown-metrics.ts";
import type { ObjectResult, Report } from "#shared/wire/report.ts";
import { keyOfConfigMap } from "#test/relay/cluster-of-this-file.ts";

const apps: HeldResource = {
  kind: "Kustomization",
  object: {
    metadata: { name: "apps", namespace: "flux-system", uid: "apps-uid" },
    spec: { sourceRef: { kind: "GitRepository", name: "fleet" }, suspend: true },
    status: {
      lastAppliedRevision: "main@sha1:c0ffee",
      conditions: [
        { type: "Reconciling", status: "True" },
        { type: "Ready", status: "False" },
      ],
    },
  },
};

let port: Port | undefined;
afterEach(() => port?.close());

async function ask(path: string, shown: Partial<Shown> = {}, method = "GET"): Promise<[number, string]> {
  port?.close();
  const all: Shown = {
    mirror: { all: () => [apps] },
    meters: new Meters(),
    link: { linked: true },
    leads: () => true,
    ...shown,
  };
  port = await openPort({ address: { host: "127.0.0.1", port: 0 }, ...shownMetrics(all) });
  const response = await fetch(`http://127.0.0.1:${port.port}${path}`, { method });
  return [response.status, await response.text()];
}

function report(done: boolean, ...actions: readonly ObjectResult["action"][]): Report {
  const results = actions.map((action, at) => ({ key: keyOfConfigMap(`c${at}`), action }));
  return { type: "report", job: "job-1", uid: "apps-uid", done, results, milliseconds: 1 };
}

describe("the relay's port", () => {
  it("says that the process is well, whatever the edge does", async () => {
    expect(await ask("/healthz", { link: { linked: false } })).toEqual([200, "ok\n"]);
  });

  it("is ready when the edge has welcomed the relay", async () => {
    expect(await ask("/readyz")).toEqual([200, "linked\n"]);
    expect(await ask("/readyz", { link: { linked: false } })).toEqual([503, "the edge cannot be reached\n"]);
  });

  it("is ready when it stands by", async () => {
    const standby = { link: { linked: false }, leads: () => false };
    expect(await ask("/readyz", standby)).toEqual([200, "standing by: another relay leads\n"]);
  });

  it("takes no orders, and knows no other place", async () => {
    expect((await ask("/metrics", {}, "POST"))[0]).toBe(405);
    expect((await ask("/secrets"))[0]).toBe(404);
  });

  it("shows each resource under the name that Flux's dashboards ask for", async () => {
    const [status, text] = await ask("/metrics");
    expect(status).toBe(200);
    expect(text).toContain(
      'gotk_resource_info{customresource_group="kustomize.toolkit.fluxcd.io",customresource_version="v1",' +
        'customresource_kind="Kustomization",name="apps",exported_namespace="flux-system",ready="False",' +
        'suspended="true",revision="main@sha1:c0ffee",source_name="fleet"} 1\n',
    );
    expect(text).toMatch(/^plumbline_relay_linked 1$/m);
    expect(text).toMatch(/^leader_election_master_status 1$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
  });

  it("counts jobs by their end, objects by what became of them, and drift", async () => {
    const meters = new Meters();
    meters.said(report(false, "created", "failed"));
    meters.said(report(true, "configured"));
    meters.said(report(true, "unchanged"));
    meters.said({ type: "refusal", job: "job-2", uid: "apps-uid", why: "suspended" });
    const [, text] = await ask("/metrics", { meters });
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        'plumbline_relay_jobs_total{outcome="applied"} 1',
        'plumbline_relay_jobs_total{outcome="failed"} 1',
        'plumbline_relay_jobs_total{outcome="refused"} 1',
        'plumbline_relay_jobs_total{outcome="stale"} 0',
        'plumbline_relay_objects_total{action="created"} 1',
        'plumbline_relay_objects_total{action="deleted"} 0',
        'plumbline_relay_drifted_objects_total{how="missing"} 0',
      ]),
    );
  });

  it("measures reconciles in a histogram, and forgets those of a resource that is gone", async () => {
    const meters = new Meters();
    meters.reconciled(apps, 20);
    meters.reconciled(apps, 2_000);
    const of = 'kind="Kustomization",name="apps",namespace="flux-system"';
    const [, text] = await ask("/metrics", { meters });
    const lines = text.split("\n").filter((line) => line.startsWith("gotk_reconcile_duration_seconds"));
    expect(lines).toEqual(
      expect.arrayContaining([
        `gotk_reconcile_duration_seconds_bucket{${of},le="0.01"} 0`,
        `gotk_reconcile_duration_seconds_bucket{${of},le="0.03"} 1`,
        `gotk_reconcile_duration_seconds_bucket{${of},le="3"} 2`,
        `gotk_reconcile_duration_seconds_bucket{${of},le="+Inf"} 2`,
        `gotk_reconcile_duration_seconds_sum{${of}} 2.02`,
        `gotk_reconcile_duration_seconds_count{${of}} 2`,
      ]),
    );
    meters.forget("apps-uid");
    expect((await ask("/metrics", { meters }))[1]).not.toContain("gotk_reconcile_duration_seconds_count");
  });

  it("writes labels so that Prometheus reads them back, whatever is in them", async () => {
    const odd = { ...apps, object: { metadata: { name: 'a"b\\c\nd' } } };
    const [, text] = await ask("/metrics", { mirror: { all: () => [odd] } });
    expect(text).toContain(String.raw`name="a\"b\\c\nd"`);
  });
});
