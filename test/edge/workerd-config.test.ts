import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { workerdConfig } from "#infra/edge/workerd-config.ts";

const options = {
  host: "127.0.0.1",
  port: 8787,
  workerFile: "worker.js",
  stateFolder: "/var/lib/edge/state",
};
const config = workerdConfig(options);

describe("what workerd is told", () => {
  it("opens one socket, where it was asked to", () => {
    expect(config.match(/address = /g)).toHaveLength(1);
    expect(config).toContain('address = "127.0.0.1:8787"');
  });

  it.each(["Repository", "Cluster", "Registry"])(
    "keeps every %s on disk, and binds it by its name",
    (name) => {
      const key = `plumbline-${name.toLowerCase()}`;
      expect(config).toContain(`(className = "${name}", uniqueKey = "${key}", enableSql = true)`);
      expect(config).toContain(`(name = "${name.toUpperCase()}", durableObjectNamespace = "${name}")`);
      expect(config).toContain('(name = "state", disk = (path = "/var/lib/edge/state", writable = true))');
    },
  );

  it.each(["EDGE_KEY", "ADMIN_TOKEN", "GITHUB_WEBHOOK_SECRET", "REMOTE_RESOURCES"])(
    "has %s from the environment, not in it",
    (name) => {
      expect(config).toContain(`(name = "${name}", fromEnvironment = "${name}")`);
    },
  );

  it("runs the worker by the compatibility date of wrangler.toml", async () => {
    const toml = await readFile(new URL("../../wrangler.toml", import.meta.url), "utf8");
    const date = /^compatibility_date = "(.+)"$/m.exec(toml)?.[1];
    expect(config).toContain(`compatibilityDate = "${date}"`);
  });

  it("holds a path with quotes and backslashes as one text", () => {
    const stateFolder = String.raw`C:\edge "one"\state`;
    expect(workerdConfig({ ...options, stateFolder })).toContain(
      String.raw`path = "C:\\edge \"one\"\\state"`,
    );
  });
});
