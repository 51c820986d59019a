import { expect, it } from "vitest";
import { giteaProgram } from "#test/support/forge/gitea-program.ts";

it("without Go, one error says what to install", async () => {
  const refused = giteaProgram({ log: () => undefined, env: { PATH: "/nowhere" } });
  await expect(refused).rejects.toThrow(/Gitea[^]*no go on the PATH[^]*Install Go 1\.26/);
});
