import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** The swagger document inside the kustomize that go.mod names, as text. */
export async function embeddedSwagger(): Promise<string> {
  const program = join(import.meta.dirname, "embedded-swagger.go");
  const { stdout } = await promisify(execFile)("go", ["run", program], {
    cwd: join(import.meta.dirname, "..", "control-plane"),
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
