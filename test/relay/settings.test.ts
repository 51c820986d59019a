import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingsFrom } from "#infra/relay/settings.ts";

const edge = { PLUMBLINE_EDGE: "https://edge.example.com" };

describe("a relay's settings", () => {
  it.each([
    [{}, "PLUMBLINE_EDGE is not set: give it the edge's URL"],
    [{ PLUMBLINE_EDGE: "" }, "PLUMBLINE_EDGE is not set: give it the edge's URL"],
    [{ PLUMBLINE_EDGE: "edge" }, 'PLUMBLINE_EDGE is "edge": give it the edge\'s URL'],
  ])("without a URL of the edge (%o) say what is missing", (env, message) => {
    expect(() => settingsFrom(env)).toThrow(message);
  });

  it("hold the token as a secret", () => {
    const settings = settingsFrom({ ...edge, PLUMBLINE_TOKEN: "once-only" });
    expect(settings.token?.reveal()).toBe("once-only");
    expect(JSON.stringify(settings)).not.toContain("once-only");
  });

  it("have no token when it was taken away", () => {
    expect(settingsFrom({ ...edge, PLUMBLINE_TOKEN: "" }).token).toBeUndefined();
  });

  it("in a Pod lead to the API server by what the kubelet left there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "plumbline-settings-"));
    try {
      await writeFile(join(folder, "namespace"), "elsewhere\n");
      const pod = { KUBERNETES_SERVICE_HOST: "10.43.0.1", PLUMBLINE_SERVICE_ACCOUNT: folder };
      expect(settingsFrom({ ...edge, ...pod })).toMatchObject({
        namespace: "elsewhere",
        pod: { folder, host: "10.43.0.1", port: "443" },
        kubeconfig: undefined,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("prefer a kubeconfig that is named to the Pod", () => {
    const both = { KUBERNETES_SERVICE_HOST: "10.43.0.1", PLUMBLINE_KUBECONFIG: "admin.kubeconfig" };
    expect(settingsFrom({ ...edge, ...both })).toMatchObject({
      pod: undefined,
      kubeconfig: "admin.kubeconfig",
    });
  });

  it("name the ServiceAccount and the kinds that Flux's flags would name", () => {
    const named = {
      PLUMBLINE_DEFAULT_SERVICE_ACCOUNT: "limited",
      PLUMBLINE_CUSTOM_APPLY_STAGE_KINDS: "example.com/Kite, ConfigMap,",
    };
    expect(settingsFrom({ ...edge, ...named })).toMatchObject({
      defaultAccount: "limited",
      customStage: new Set(["example.com/Kite", "/ConfigMap"]),
    });
    expect(settingsFrom(edge)).toMatchObject({ defaultAccount: "", customStage: new Set() });
  });

  it("open a port, ask for a Lease and write for eyes only when they are told to", () => {
    expect(settingsFrom(edge)).toMatchObject({ metrics: undefined, lease: undefined, logFormat: "json" });
    const told = {
      PLUMBLINE_METRICS_ADDRESS: ":8080",
      PLUMBLINE_POD_NAME: "relay-a",
      PLUMBLINE_LOG_FORMAT: "text",
    };
    expect(settingsFrom({ ...edge, ...told })).toMatchObject({
      metrics: { host: undefined, port: 8080 },
      lease: { identity: "relay-a", milliseconds: 15_000 },
      logFormat: "text",
    });
  });

  it.each([
    ["127.0.0.1:0", { host: "127.0.0.1", port: 0 }],
    ["[::1]:9090", { host: "::1", port: 9090 }],
    ["localhost:9090", { host: "localhost", port: 9090 }],
  ])("take the address %s", (address, metrics) => {
    expect(settingsFrom({ ...edge, PLUMBLINE_METRICS_ADDRESS: address }).metrics).toEqual(metrics);
  });

  it.each([
    [{ PLUMBLINE_METRICS_ADDRESS: "8080" }, 'PLUMBLINE_METRICS_ADDRESS is "8080": write host:port'],
    [{ PLUMBLINE_METRICS_ADDRESS: ":99999" }, 'PLUMBLINE_METRICS_ADDRESS is ":99999": write host:port'],
    [{ PLUMBLINE_LOG_FORMAT: "xml" }, 'PLUMBLINE_LOG_FORMAT is "xml": it is json or text'],
    [{ PLUMBLINE_LEASE_SECONDS: "1" }, 'PLUMBLINE_LEASE_SECONDS is "1": write whole seconds, three or more'],
    [{ PLUMBLINE_LEASE_SECONDS: "15s" }, 'PLUMBLINE_LEASE_SECONDS is "15s": write whole seconds'],
  ])("refuse %o and say what is right", (env, message) => {
    expect(() => settingsFrom({ ...edge, ...env })).toThrow(message);
  });

  it("fall back to the namespace of our manifests", () => {
    expect(settingsFrom({ ...edge, PLUMBLINE_SERVICE_ACCOUNT: "/nowhere" }).namespace).toBe(
      "plumbline-system",
    );
  });
});
