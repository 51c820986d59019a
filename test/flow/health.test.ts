import { beforeAll, describe, expect, it } from "vitest";
import type { Json } from "#shared/model/json.ts";
import { gitRepository, kustomization, secrets } from "#test/walkthrough/resources.ts";
import { until } from "#test/support/until.ts";
import { configMap, declare, patchSpec, placesOf } from "./declared.ts";
import { conditionOf, kustomizationNamed, untilApplied, type Condition } from "./flux-object.ts";
import { aMoment } from "./footprints.ts";
import { source } from "./sources-by-hand.ts";
import { worldOfThisFile } from "./world-of-this-file.ts";

const world = worldOfThisFile();
let commit = "";

/** A claim that nobody binds: it waits for whoever says that it is bound. */
const claim = (name: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Mi } }
`;

async function bind(name: string): Promise<void> {
  const patch = JSON.stringify({ status: { phase: "Bound" } });
  await world().cluster.kubectl([
    "patch",
    `pvc/${name}`,
    "--subresource=status",
    "--type=merge",
    "-p",
    patch,
  ]);
}

function conditions(name: string, ready: RegExp): Promise<Readonly<Record<string, Condition | undefined>>> {
  return until(`${name}: ${ready.source}`, async () => {
    const object = await kustomizationNamed(world(), name);
    const [Ready, Healthy] = [conditionOf(object, "Ready"), conditionOf(object, "Healthy")];
    if (Ready && ready.test(`${Ready.status} ${Ready.reason} ${Ready.message}`)) return { Ready, Healthy };
    throw new Error(JSON.stringify(object.status));
  });
}

const spec = (path: string, more: Readonly<Record<string, Json>>): Record<string, Json> => ({
  path,
  targetNamespace: "default",
  ...more,
});

beforeAll(async () => {
  const { work } = world();
  const files = {
    "claims/a.yaml": claim("waited-for"),
    "after/a.yaml": configMap("after", {}),
    "gated/a.yaml": configMap("gated", {}),
    "settled/a.yaml": configMap("settled", {}),
    "moving/a.yaml": claim("never-bound"),
    "moving/b.yaml": configMap("moving", { text: "one" }),
  };
  await work.commit(files, "All");
  commit = await work.push();
  const places = placesOf(world());
  await declare(world(), ...secrets(places), gitRepository(places, "1h"));
});

describe("a Kustomization with spec.wait", () => {
  it("is Ready once all that it holds is well, and what depends on it is applied then", async () => {
    const after = kustomization("after", spec("./after", { dependsOn: [{ name: "claims" }] }));
    await declare(world(), kustomization("claims", spec("./claims", { wait: true, timeout: "2m" })), after);
    const { Healthy } = await conditions(
      "claims",
      /^Unknown Progressing Running health checks for revision main@sha1/,
    );
    expect(Healthy).toMatchObject({ status: "Unknown", reason: "Progressing" });
    const held = await until("the dependent that waits", async () => {
      const ready = conditionOf(await kustomizationNamed(world(), "after"), "Ready");
      return ready?.reason === "DependencyNotReady" && ready;
    });
    expect(held.message).toBe("dependency 'default/claims' is not ready");
    await bind("waited-for");
    await untilApplied(world(), "claims", commit);
    expect((await conditions("claims", /^True/))["Healthy"]).toMatchObject({
      status: "True",
      reason: "Succeeded",
      message: expect.stringMatching(/^Health check passed in /),
    });
    await untilApplied(world(), "after", commit);
  });

  it("stays Ready when a push changes nothing of it, without another look", async () => {
    const { work } = world();
    await work.commit({ "README.md": "# Hello\n" }, "Nothing of it");
    commit = await work.push();
    await untilApplied(world(), "claims", commit);
    expect((await conditions("claims", /^True/))["Healthy"]?.status).toBe("True");
  });

  it("that holds only what is well by being there is Ready at once, and lets its dependents go on", async () => {
    await declare(
      world(),
      kustomization("settled", spec("./settled", { wait: true })),
      kustomization("upon", spec("./gated", { dependsOn: [{ name: "settled" }], prune: false })),
    );
    expect((await conditions("settled", /^True/))["Healthy"]?.reason).toBe("Succeeded");
    await untilApplied(world(), "upon", commit);
  });

  it("goes on with the next push at once, though the last one's objects are not well yet", async () => {
    const { work } = world();
    await declare(world(), kustomization("moving", spec("./moving", { wait: true, timeout: "5m" })));
    await conditions("moving", /^Unknown Progressing/);
    await work.commit({ "moving/b.yaml": configMap("moving", { text: "two" }) }, "Move on");
    commit = await work.push();
    const path = "/api/v1/namespaces/default/configmaps/moving";
    await until("the next text", async () => {
      const { body } = await world().cluster.api<{ data?: { text: string } }>("GET", path);
      return body.data?.text === "two";
    });
    await conditions("moving", new RegExp(`^Unknown .*${commit}`));
    await bind("never-bound");
    await untilApplied(world(), "moving", commit);
  });
});

describe("a Kustomization with spec.healthChecks", () => {
  it("fails early at a dead end, and is Ready as soon as that is none any more", async () => {
    const proxied = source("gate", world().repo.cloneUrl, {
      proxySecretRef: { name: "none" },
      secretRef: { name: "git-auth" },
    });
    const healthChecks = [{ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name: "gate" }];
    await declare(world(), proxied, kustomization("gated", spec("./gated", { healthChecks, timeout: "5m" })));
    const { Ready, Healthy } = await conditions("gated", /^False HealthCheckFailed/);
    expect(Ready?.message).toMatch(
      /failed early due to stalled resources: \[GitRepository\/default\/gate status: 'Failed'/,
    );
    expect(Healthy).toMatchObject({ status: "False", reason: "HealthCheckFailed" });
    await aMoment(world());
    await patchSpec(world(), "gitrepository/gate", { proxySecretRef: null });
    await untilApplied(world(), "gated", commit);
  });

  it("waits for what is not there yet", async () => {
    const healthChecks = [{ apiVersion: "v1", kind: "PersistentVolumeClaim", name: "late" }];
    await declare(world(), kustomization("patient", spec("./gated", { healthChecks, prune: false })));
    await conditions("patient", /^Unknown Progressing/);
    await world().cluster.kubectl(["apply", "-f", "-"], { input: claim("late") });
    await bind("late");
    await untilApplied(world(), "patient", commit);
  });
});
