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

  it("fall back to the namespace of our manifests", () => {
    expect(settingsFrom({ ...edge, PLUMBLINE_SERVICE_ACCOUNT: "/nowhere" }).namespace).toBe(
      "plumbline-system",
    );
  });
});
