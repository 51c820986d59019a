import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { controlPlaneBinaries, kustomizeBinary } from "#test/support/control-plane/binaries.ts";
import { startControlPlane } from "#test/support/control-plane/control-plane.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-binaries-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function program(path: string, script: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

const silent = (): void => {};

describe("KUBEBUILDER_ASSETS", () => {
  it("is taken without asking for Go when it has everything", async () => {
    for (const name of ["etcd", "kube-apiserver", "kube-controller-manager", "kubectl"])
      await program(join(folder, name), "");
    const env = { KUBEBUILDER_ASSETS: folder, PATH: "/nowhere" };
    expect((await controlPlaneBinaries({ env })).etcd).toBe(join(folder, "etcd"));
  });

  it("is refused when it lacks what belongs in it", async () => {
    await program(join(folder, "etcd"), "");
    await expect(controlPlaneBinaries({ env: { KUBEBUILDER_ASSETS: folder } })).rejects.toThrow(
      `KUBEBUILDER_ASSETS=${folder} has no kube-apiserver`,
    );
  });
});

describe("without Go", () => {
  it("one error names the three ways out", async () => {
    const refused = controlPlaneBinaries({ env: { PATH: "/nowhere", XDG_CACHE_HOME: folder } });
    await expect(refused).rejects.toThrow(/KUBEBUILDER_ASSETS[^]*Go 1\.26[^]*--kubeconfig PATH/);
  });

  it("a Go that is too old counts as none", async () => {
    await program(join(folder, "bin", "go"), "echo go1.25.4 linux amd64");
    const refused = controlPlaneBinaries({ env: { PATH: join(folder, "bin"), XDG_CACHE_HOME: folder } });
    await expect(refused).rejects.toThrow(/go1\.25\.4[^]*Three ways out/);
  });
});

// Stands in for Go, which would take minutes: writes what it was asked for to the file after -o.
const pretendGo = `
if [ "$1" = env ]; then echo go1.26.8; echo linux; echo amd64; exit; fi
while [ "$1" != -o ]; do shift; done
echo "$3" >> "$BUILDS"; sleep 0.1; echo "built $3" > "$2"`;

describe("building", () => {
  async function withGo(script: string): Promise<NodeJS.ProcessEnv> {
    await program(join(folder, "bin", "go"), script);
    return {
      PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
      XDG_CACHE_HOME: folder,
      BUILDS: join(folder, "builds"),
    };
  }

  it("happens once for two who ask at once, with a line for each program, and kustomize only on demand", async () => {
    const env = await withGo(pretendGo);
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const [one, other] = await Promise.all([
      controlPlaneBinaries({ env, log }),
      controlPlaneBinaries({ env, log }),
    ]);
    expect(other).toEqual(one);
    expect(await readFile(one.kubectl, "utf8")).toBe("built k8s.io/kubernetes/cmd/kubectl\n");
    expect((await readFile(join(folder, "builds"), "utf8")).trim().split("\n")).toHaveLength(4);
    expect(lines.filter((line) => line.startsWith("building "))).toHaveLength(4);
    expect((await readdir(join(one.kubectl, ".."))).toSorted()).toEqual([
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
      "kubectl",
    ]);

    const kustomize = await kustomizeBinary({ env, log });
    expect(await readFile(kustomize, "utf8")).toBe("built sigs.k8s.io/kustomize/kustomize/v5\n");
  });

  it("adds only what a folder of setup-envtest lacks", async () => {
    for (const name of ["etcd", "kube-apiserver", "kubectl"]) await program(join(folder, "assets", name), "");
    const env = { ...(await withGo(pretendGo)), KUBEBUILDER_ASSETS: join(folder, "assets") };
    const binaries = await controlPlaneBinaries({ env, log: silent });
    expect(binaries.etcd).toBe(join(folder, "assets", "etcd"));
    expect(await readFile(binaries["kube-controller-manager"], "utf8")).toContain("kube-controller-manager");
    expect(await readFile(join(folder, "builds"), "utf8")).toBe(
      "k8s.io/kubernetes/cmd/kube-controller-manager\n",
    );
  });

  it("goes on where a killed run left its lock", async () => {
    const env = await withGo(pretendGo);
    const { etcd } = await controlPlaneBinaries({ env, log: silent });
    await rm(etcd);
    await writeFile(join(etcd, "..", "building.pid"), "999999999");
    expect((await controlPlaneBinaries({ env, log: silent })).etcd).toBe(etcd);
  });

  it("that fails says why and leaves nothing that looks whole", async () => {
    const env = await withGo(`${pretendGo}; echo "no space left on device" >&2; exit 1`);
    await expect(controlPlaneBinaries({ env, log: silent })).rejects.toThrow(
      /etcd[^]*no space left on device/,
    );
    const kept = join(folder, "plumbline", "control-plane");
    expect(await readdir(join(kept, (await readdir(kept))[0] ?? ""))).toEqual([]);
  });
});

describe("a control plane that does not start", () => {
  async function assets(scripts: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, script] of Object.entries(scripts)) await program(join(folder, "assets", name), script);
    vi.stubEnv("KUBEBUILDER_ASSETS", join(folder, "assets"));
  }
  const idle = "exec sleep 60";

  it("names the program that fell and shows the end of its log", async () => {
    await assets({
      etcd: "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do echo line $i; done; exit 3",
      "kube-apiserver": idle,
      "kube-controller-manager": idle,
      kubectl: idle,
    });
    const start = startControlPlane({ folder: join(folder, "plane") });
    await expect(start).rejects.toThrow(
      /^etcd ended with code 3. The end of its log:\nline 2\n[^]*\nline 16$/,
    );
  });

  it("names the program that it waited for in vain", async () => {
    await assets({
      etcd: idle,
      "kube-apiserver": `echo thinking; ${idle}`,
      "kube-controller-manager": idle,
      kubectl: idle,
    });
    const start = startControlPlane({ folder: join(folder, "plane"), timeoutMs: 300 });
    await expect(start).rejects.toThrow(/^kube-apiserver gave no certificate in 0.3 s[^]*thinking$/);
  });
});
