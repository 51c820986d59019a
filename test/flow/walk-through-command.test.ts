import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startControlPlane, type ControlPlane } from "#test/support/control-plane/control-plane.ts";
import { startHollowKubelet, type HollowKubelet } from "#test/support/control-plane/hollow-kubelet.ts";
import { until } from "#test/support/until.ts";
import { steps } from "#test/walkthrough/steps.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const program = `${project}test/walkthrough/main.ts`;

/** Where the command keeps what it keeps: empty before it and after it. A socket's path in it may not be long. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pl-"));
});
const children = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

type Ended = { readonly code: unknown; readonly stdout: string; readonly stderr: string };
type Walk = {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
};

/** As `npm start` runs it. */
function walk(...args: readonly string[]): Walk {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: folder },
  });
  children.add(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([code]: unknown[]) => {
    children.delete(child);
    return { code, stdout, stderr };
  });
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Waits for words on its screen; it rejects when the command ended without them. */
async function untilSaid({ stdout, stderr, ended }: Walk, words: string): Promise<void> {
  const early = ended.then(() => {
    throw new Error(`it ended before it said "${words}": ${stdout()}${stderr()}`);
  });
  await Promise.race([until(words, async () => stdout().includes(words), { within: 100_000 }), early]);
  early.catch(() => undefined);
}

/** Processes that were started with something in our folder: control plane, edge, Git host. */
async function running(): Promise<string[]> {
  const listed = await new Promise<string>((resolve, reject) => {
    execFile("ps", ["-A", "-o", "args="], { maxBuffer: 1 << 26 }, (error, out) =>
      error ? reject(error) : resolve(out),
    );
  });
  return listed.split("\n").filter((line) => line.includes(folder));
}

async function nothingIsLeft(): Promise<void> {
  await until("the end of every process", async () => (await running()).length === 0, { within: 5_000 });
  expect(await readdir(folder)).toEqual([]);
}

const allSteps = steps.map(({ title }, index) => ({
  step: index + 1,
  title,
  ms: expect.any(Number) as number,
  ok: true,
}));
const linesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("npm start -- --once --json", () => {
  it("ends with 0 and prints one line of JSON for each step, with its milliseconds", async () => {
    const { code, stdout, stderr } = await walk("--once", "--json").ended;
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    expect(linesOf(stdout)).toEqual(allSteps);
    await nothingIsLeft();
  });
});

describe("npm start", () => {
  it("stays up after the last step, says what to clone and where all is, and leaves nothing after Ctrl-C", async () => {
    const started = walk();
    const { child, stdout, ended } = started;
    await untilSaid(started, "Now it is yours");
    expect(stdout()).toMatch(/^ {2}git clone http:\/\/\S+\/acme\/my-app\.git$/m);
    expect(stdout()).toMatch(/^ {2}export KUBECONFIG=\S+$/m);
    expect(stdout()).toMatch(/^ {2}edge {8}http:\/\/127\.0\.0\.1:\d+$/m);
    expect((await running()).length).toBeGreaterThan(3);
    child.kill("SIGINT");
    expect((await ended).code).toBe(0);
    await nothingIsLeft();
  });

  it("leaves nothing when Ctrl-C comes while it is still beginning", async () => {
    const { child, ended } = walk();
    await until("an API server", async () =>
      (await running()).some((line) => line.includes("kube-apiserver")),
    );
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    await nothingIsLeft();
  });

  it("leaves nothing when Ctrl-C comes in the midst of the steps, and says nothing of a failure", async () => {
    const started = walk();
    const { child, stdout, ended } = started;
    await untilSaid(started, "✔ 2.");
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(stdout()).not.toContain("✗");
    await nothingIsLeft();
  });

  it.each([["--bogus"], ["--kubeconfig"], ["once"]])("answers %s with a line and code 2", async (arg) => {
    const { code, stderr } = await walk(arg).ended;
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/See npm start -- --help\n$/);
  });
});

describe("npm start -- --kubeconfig", () => {
  let plane: ControlPlane;
  let kubelet: HollowKubelet;
  let elsewhere: string;
  beforeAll(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), "plumbline-own-cluster-"));
    plane = await startControlPlane({ folder: elsewhere });
    kubelet = startHollowKubelet(plane, { log: () => undefined });
  });
  afterAll(async () => {
    await kubelet?.stop();
    await plane?.stop();
    await rm(elsewhere, { recursive: true, force: true });
  });

  it("uses that cluster after saying so, leaves CRDs and an empty namespace, and can be begun again", async () => {
    for (let run = 1; run <= 2; run++) {
      const { code, stdout, stderr } = await walk("--once", "--json", "--kubeconfig", plane.kubeconfig).ended;
      expect(code, `run ${run}: ${stdout}\n${stderr}`).toBe(0);
      expect(linesOf(stdout)).toEqual(allSteps);
      expect(stderr.split("\n")[0]).toBe(`your own cluster is used: ${plane.kubeconfig}`);
      await nothingIsLeft();
      const kinds = "kustomizations,gitrepositories,providers,alerts,deployments,services,ingresses,secrets";
      const left = (await plane.kubectl(["get", kinds, "-A", "-o", "name"])).trim().split("\n");
      expect(left).toEqual(["service/kubernetes"]);
      const rights = await plane.kubectl([
        "get",
        "clusterroles,clusterrolebindings,roles,rolebindings",
        "-A",
        "-o",
        "name",
      ]);
      expect(rights).not.toContain("plumbline");
    }
  });

  it("refuses a cluster in which a relay is at home", async () => {
    const secret = ["create", "secret", "generic", "plumbline-relay", "-n", "plumbline-system"];
    await plane.kubectl(secret);
    const { code, stderr } = await walk("--once", "--kubeconfig", plane.kubeconfig).ended;
    expect(code).toBe(1);
    expect(stderr).toContain("this cluster has a relay already");
    await nothingIsLeft();
  });
});
