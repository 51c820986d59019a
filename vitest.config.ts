import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { projects, type Project } from "./test/run/projects.ts";
import { tallyReporter } from "./test/run/tally-reporter.ts";

// Without these, workerd's launcher asks Cloudflare for a sample request and wrangler reports home.
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["WRANGLER_SEND_ERROR_REPORTS"] = "false";
process.env["WRANGLER_HIDE_BANNER"] = "true";

/** The real worker under the real configuration. What Cloudflare keeps as secrets is fixed here. */
const edge: Parameters<typeof cloudflareTest>[0] = {
  main: "./functions/worker.ts",
  wrangler: { configPath: "./wrangler.toml" },
  miniflare: {
    bindings: {
      EDGE_KEY: btoa("the edge's key: thirty-two bytes"),
      ADMIN_TOKEN: "admin-token-of-the-tests",
      GITHUB_WEBHOOK_SECRET: "webhook-secret-of-the-tests",
    },
  },
};

const tallyFile = process.env["PLUMBLINE_TALLY"];

export default defineConfig({
  test: {
    reporters: tallyFile === undefined ? ["default"] : ["default", tallyReporter(tallyFile)],
    projects: projects.map(asVitestProject),
  },
});

function asVitestProject(project: Project, position: number): TestProjectInlineConfiguration {
  const { name, rooms, patience, pace, runtime } = project;
  return {
    plugins: runtime === "workerd" ? [cloudflareTest(edge)] : [],
    test: {
      name,
      include: rooms.map((room) => `test/${room}/**/*.test.ts`),
      exclude: ["test/fence/samples/**"],
      testTimeout: patience * 1_000,
      hookTimeout: patience * 3_000,
      maxWorkers: pace === "alone" ? 1 : 2,
      fileParallelism: pace === "together",
      // Vitest runs one group after the other; whatever shares a number runs side by side.
      sequence: { groupOrder: pace === "alone" ? 1 + position : 0 },
    },
  };
}
