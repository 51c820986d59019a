import { execFile } from "node:child_process";

/** The Go that would build a module, or why there is none that can. */
type GoVersion = { readonly version: string } | { readonly complaint: string };

/** `go1.26.8 linux amd64`. Asked inside the module, where an older Go fetches the version that go.mod names. */
export async function goVersion(module: string, env: NodeJS.ProcessEnv): Promise<GoVersion> {
  const said = await new Promise<string>((resolve) => {
    execFile("go", ["env", "GOVERSION", "GOOS", "GOARCH"], { cwd: module, env }, (error, stdout, stderr) =>
      resolve(error ? stderr.trim() || "no go on the PATH" : stdout),
    );
  });
  const version = said.trim().split(/\s+/).join(" ");
  const minor = Number(/go1\.(\d+)/.exec(version)?.[1] ?? 0);
  if (/^(devel )?go1\.\d+/.test(version) && minor >= 26) return { version };
  return { complaint: version };
}
