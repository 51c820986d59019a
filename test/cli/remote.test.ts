import { describe, expect, it } from "vitest";
import { configMap, ended, folderWith, plumb } from "./plumb.ts";

/** A repository with one commit, as `git` makes it. */
async function repositoryWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await folderWith(files);
  const settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "."],
    [...settings, "commit", "-qm", "first"],
  ])
    expect(await ended("git", args, { cwd })).toMatchObject({ code: 0 });
  return cwd;
}

describe("a base in another repository", () => {
  const base = { "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": configMap("a") };

  it("is fetched", async () => {
    const repository = await repositoryWith(base);
    const cwd = await folderWith({
      "kustomization.yaml": `namePrefix: p-\nresources: ["file://${repository}//base?ref=main"]\n`,
    });
    expect(await plumb(["build"], { cwd })).toEqual({ code: 0, stdout: configMap("p-a"), stderr: "" });
  });

  it("can be built from afar", async () => {
    const repository = await repositoryWith(base);
    const cwd = await folderWith({});
    const answer = await plumb(["build", `file://${repository}//base?ref=main`], { cwd });
    expect(answer).toEqual({ code: 0, stdout: configMap("a"), stderr: "" });
  });

  it("is refused under --no-remote", async () => {
    const cwd = await folderWith({
      "kustomization.yaml": "resources: ['https://example.invalid/a/b.git//c']\n",
    });
    const { code, stderr } = await plumb(["build", "--no-remote"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: kustomization\.yaml:1: .*remote/);
  });

  it("that is not there is told in git's words", async () => {
    const gone = await folderWith({});
    const cwd = await folderWith({
      "kustomization.yaml": `resources: ["file://${gone}/gone//base?ref=main"]\n`,
    });
    const { code, stderr } = await plumb(["build"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("does not appear to be a git repository");
  });
});
