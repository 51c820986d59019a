import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { aloneIn } from "#test/support/go-programs/alone-in.ts";
import { elapsed, goBuild } from "#test/support/go-programs/go-build.ts";
import { goVersion } from "#test/support/go-programs/go-version.ts";

/** Where each program's main package is. All but the last are tools of the go.mod beside this file. */
const packageOf = {
  etcd: "go.etcd.io/etcd/server/v3",
  "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
  "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
  kubectl: "k8s.io/kubernetes/cmd/kubectl",
  kustomize: "sigs.k8s.io/kustomize/kustomize/v5",
  "kustomize-oracle": "./kustomize-oracle",
} as const;

type Program = keyof typeof packageOf;
type ControlPlaneBinaries = Readonly<Record<Exclude<Program, "kustomize" | "kustomize-oracle">, string>>;

export type BinaryOptions = {
  readonly log?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
};

/** The programs of the control plane: from KUBEBUILDER_ASSETS, else from our cache, built there when absent. */
export async function controlPlaneBinaries(options?: BinaryOptions): Promise<ControlPlaneBinaries> {
  const found = await locate(["etcd", "kube-apiserver", "kube-controller-manager", "kubectl"], options);
  return {
    etcd: found("etcd"),
    "kube-apiserver": found("kube-apiserver"),
    "kube-controller-manager": found("kube-controller-manager"),
    kubectl: found("kubectl"),
  };
}

/** The real kustomize, for the conformance tests. */
export async function kustomizeBinary(options?: BinaryOptions): Promise<string> {
  return (await locate(["kustomize"], options))("kustomize");
}

/** kustomize's own library behind a line of JSON for each build: thousands of comparisons in a minute. */
export async function kustomizeOracleBinary(options?: BinaryOptions): Promise<string> {
  return (await locate(["kustomize-oracle"], options))("kustomize-oracle");
}

/** The user's own kubectl where there is one: it suits the user's cluster. Otherwise ours. */
export async function kubectlBinary(options: BinaryOptions = {}): Promise<string> {
  const { env = process.env } = options;
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, fileNameOf("kubectl"));
    if (folder !== "" && existsSync(path)) return path;
  }
  try {
    return (await locate(["kubectl"], options))("kubectl");
  } catch (cause) {
    throw new Error(
      "there is no kubectl on the PATH, which a cluster of your own is talked to with, and none can be built here. Install it (https://kubernetes.io/docs/tasks/tools), or Go 1.26 or later",
      { cause },
    );
  }
}

/** What setup-envtest puts in such a folder: the other programs we build even when the folder is named. */
const comesWithAssets: ReadonlySet<Program> = new Set(["etcd", "kube-apiserver", "kubectl"]);

async function locate(
  programs: readonly Program[],
  { log = console.error, env = process.env }: BinaryOptions = {},
): Promise<(program: Program) => string> {
  const assets = env["KUBEBUILDER_ASSETS"];
  const paths = new Map<Program, string>();
  if (assets) {
    for (const program of programs) {
      const path = join(assets, fileNameOf(program));
      if (existsSync(path)) paths.set(program, path);
      else if (comesWithAssets.has(program))
        throw new Error(
          `KUBEBUILDER_ASSETS=${assets} has no ${program}. Point it at a folder with etcd, kube-apiserver and kubectl, or unset it`,
        );
    }
  }
  const others = programs.filter((program) => !paths.has(program));
  if (others.length > 0) {
    const folder = await cacheFolder(env, others);
    await buildAbsent(others, { folder, log, env });
    for (const program of others) paths.set(program, join(folder, fileNameOf(program)));
  }
  return (program) => {
    const path = paths.get(program);
    if (path === undefined) throw new Error(`${program} was not asked for`);
    return path;
  };
}

function fileNameOf(program: Program): string {
  return process.platform === "win32" ? `${program}.exe` : program;
}

const moduleFolder = import.meta.dirname;

// The version is what a released binary would say; kubectl and client libraries decide by it.
const buildFlags = [
  "-trimpath",
  "-ldflags",
  [
    "-s -w",
    "-X k8s.io/component-base/version.gitVersion=v1.36.3",
    "-X k8s.io/component-base/version.gitMajor=1",
    "-X k8s.io/component-base/version.gitMinor=36",
  ].join(" "),
] as const;

/** One folder per answer to "which sources, which flags, which Go, for which machine". */
async function cacheFolder(env: NodeJS.ProcessEnv, programs: readonly Program[]): Promise<string> {
  const hash = createHash("sha256")
    .update(await readFile(join(moduleFolder, "go.mod")))
    .update(buildFlags.join("\n"))
    .update(await versionOfGo(env));
  // The one program whose source is ours, and changes without go.mod.
  if (programs.includes("kustomize-oracle"))
    hash.update(await readFile(join(moduleFolder, "kustomize-oracle", "main.go")));
  const digest = hash.digest("hex");
  const caches = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(caches, "plumbline", "control-plane", digest.slice(0, 12));
}

async function versionOfGo(env: NodeJS.ProcessEnv): Promise<string> {
  const go = await goVersion(moduleFolder, env);
  if ("version" in go) return go.version;
  throw new Error(
    [
      `The control plane (kube-apiserver, etcd, kube-controller-manager) cannot be built: ${go.complaint}. Three ways out:`,
      "  - set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver, kube-controller-manager and kubectl",
      "  - install Go 1.26 or later (https://go.dev/dl): they are then built once",
      "  - name a cluster of your own: npm start -- --kubeconfig PATH",
    ].join("\n"),
  );
}

type BuildOptions = {
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
};

async function buildAbsent(programs: readonly Program[], { folder, log, env }: BuildOptions): Promise<void> {
  const absent = (): Program[] =>
    programs.filter((program) => !existsSync(join(folder, fileNameOf(program))));
  if (absent().length === 0) return;
  await mkdir(folder, { recursive: true });
  await aloneIn(folder, { log, making: "the control plane" }, async () => {
    const started = Date.now();
    const toBuild = absent(); // asked again: who held the folder before us may have built them
    for (const [at, program] of toBuild.entries()) {
      const inAll = toBuild.includes("kube-apiserver") ? "; 5 to 10 minutes in all" : "";
      const soFar = at === 0 ? "" : `; ${elapsed(started)} so far`;
      log(`building ${program} (${at + 1} of ${toBuild.length}, once${inAll}${soFar}) …`);
      const output = join(folder, fileNameOf(program));
      await goBuild({ module: moduleFolder, package: packageOf[program], flags: buildFlags, output, env });
    }
    if (toBuild.length > 0) log(`built ${toBuild.join(", ")} in ${elapsed(started)}, kept in ${folder}`);
  });
}
