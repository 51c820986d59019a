import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ended, folderWith, house } from "./plumb.ts";

/** Commands that the page shows, each with what stands below it as their output. */
function runsIn(page: string): readonly { readonly commands: string; readonly output: string }[] {
  const text = readFileSync(join(house, "docs", page), "utf8");
  return [...text.matchAll(/^```sh\n(.*?)^```\n\n```(?:yaml)?\n(.*?)^```$/gms)].map(
    ([, commands = "", output = ""]) => ({ commands, output }),
  );
}

it("docs/kustomize.md shows what its commands print", async () => {
  const runs = runsIn("kustomize.md");
  expect(runs).toHaveLength(2);
  const cwd = await folderWith({});
  const plumb = `plumb() { "${process.execPath}" "${join(house, "infra/cli/main.ts")}" "$@"; }`;
  for (const { commands, output } of runs) {
    const { stdout, stderr } = await ended("sh", ["-c", `${plumb}\n${commands}`], { cwd });
    expect(`${stdout}${stderr}`).toBe(output);
  }
});
