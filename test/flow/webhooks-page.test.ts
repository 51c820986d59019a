import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { ended, house } from "#test/cli/plumb.ts";
import { kubectlBinary } from "#test/support/control-plane/binaries.ts";
import { runApplication } from "./declared.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const isMissing = (program: string): boolean => spawnSync(program, ["--version"]).error !== undefined;

const world = worldOfThisFile();
beforeAll(async () => {
  await runApplication(world());
});

it.skipIf(isMissing("openssl") || isMissing("curl"))(
  "docs/webhooks.md shows what its commands print",
  async () => {
    const text = readFileSync(join(house, "docs/webhooks.md"), "utf8");
    const runs = [...text.matchAll(/^```sh\n(.*?)^```\n\n```(?:json)?\n(.*?)^```$/gms)];
    expect(runs).toHaveLength(3);
    const kubectl = `kubectl() { "$KUBECTL" --kubeconfig "${world().cluster.kubeconfig}" "$@"; }`;
    // The blocks are one session: the second uses what the first has set.
    const session = runs.map(([, commands = ""]) => commands).join("echo\n");
    const env = { EDGE: world().edge().url, KUBECTL: await kubectlBinary() };
    const { stdout, stderr } = await ended("sh", ["-ec", `${kubectl}\n${session}`], { cwd: house, env });
    const shown = runs.map(([, , output = ""]) => output).join("\n");
    // What curl and jsonpath print has no line's end.
    const lines = (whole: string): string[] => whole.split("\n").filter((line) => line !== "");
    expect(lines(`${stdout}${stderr}`)).toEqual(lines(shown));
  },
);
