import { beforeAll, describe, expect, it } from "vitest";
import { crds } from "#infra/install/manifests.ts";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import { clusterOfThisFile } from "#test/relay/cluster-of-this-file.ts";
import { relayBeside, type RelayBeside } from "#test/relay/relay-beside.ts";
import { until } from "#test/support/until.ts";

const cluster = clusterOfThisFile();
/** Long enough for an API server on a busy machine. */
const leaseSeconds = 6;

beforeAll(async () => {
  await cluster.plane.kubectl(["apply", "--server-side", "-f", "-"], { input: manifestStream(crds()) });
  const established = [
    "wait",
    "crd",
    "-l",
    "app.kubernetes.io/part-of=plumbline",
    "--for=condition=Established",
  ];
  await cluster.plane.kubectl(established);
});

const spec = async () =>
  (await cluster.live<{ spec: Record<string, unknown> }>("lease", "plumbline-relay")).spec;
const leads = (relay: RelayBeside, what: string) =>
  until(what, async () => (await relay.ask("/metrics")).text.includes("\nleader_election_master_status 1\n"));
const standsBy = async (relay: RelayBeside) =>
  (await relay.ask("/readyz")).text === "standing by: another relay leads\n";

/** Makes a Kustomization; a relay that works sets its finalizer, with or without its edge. */
async function makeKustomization(name: string): Promise<void> {
  const manifest = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: "default" },
    spec: { interval: "1h", prune: true, sourceRef: { kind: "GitRepository", name: "none" } },
  };
  await cluster.plane.kubectl(["apply", "-f", "-"], { input: manifestStream([manifest]) });
}

async function finalizers(name: string): Promise<readonly string[]> {
  const { metadata } = await cluster.live<{ metadata: { finalizers?: string[] } }>("kustomization", name);
  return metadata.finalizers ?? [];
}

const isWorkedOn = (name: string) =>
  until(`the finalizer of ${name}`, async () => (await finalizers(name)).length > 0);

/** Two relays, of which the first leads. */
async function pair(): Promise<readonly [RelayBeside, RelayBeside]> {
  // Left by a test before, whose relays are gone.
  await cluster.plane.kubectl(["delete", "lease", "plumbline-relay", "--ignore-not-found"]);
  const first = await relayBeside(cluster, { name: "relay-a", leaseSeconds });
  await leads(first, "relay-a's lead");
  const second = await relayBeside(cluster, { name: "relay-b", leaseSeconds });
  await until("relay-b's standing by", () => standsBy(second));
  return [first, second];
}

describe("two relays of one cluster", () => {
  it("are both well, and one of them works", async () => {
    const [first, second] = await pair();
    await makeKustomization("works");
    await isWorkedOn("works");
    expect([(await first.ask("/healthz")).status, (await second.ask("/healthz")).status]).toEqual([200, 200]);
    const [shown, standing] = [await first.ask("/metrics"), await second.ask("/metrics")];
    expect(shown.text).toContain('customresource_kind="Kustomization",name="works"');
    expect(standing.text).not.toContain('customresource_kind="Kustomization"');
    expect(standing.text).toContain("\nleader_election_master_status 0\n");
  });

  it("say what they do in JSON, and never their token", async () => {
    const [first] = await pair();
    await until("a complaint about the edge", async () =>
      first.lines.some((line) => line.includes("link: ")),
    );
    const said = first.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(said).toEqual(
      expect.arrayContaining([expect.objectContaining({ level: "info", msg: "relay-a leads" })]),
    );
    expect(first.lines.join()).not.toContain("a-token-that-was-never-drawn");
  });

  it("take turns when the leader is killed: the other works within the Lease's time", async () => {
    const [first, second] = await pair();
    const began = Date.now();
    first.kill("SIGKILL");
    expect(await first.ended).toBe("SIGKILL");
    await makeKustomization("after-the-kill");
    await leads(second, "relay-b's lead");
    expect(Date.now() - began).toBeLessThan((leaseSeconds + 2) * 1_000);
    await isWorkedOn("after-the-kill");
    expect(await spec()).toMatchObject({ holderIdentity: "relay-b", leaseTransitions: 1 });
  });

  it("take turns at once when the leader is asked to stop", async () => {
    const [first, second] = await pair();
    const began = Date.now();
    first.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    await leads(second, "relay-b's lead");
    expect(Date.now() - began).toBeLessThan(leaseSeconds * 1_000);
  });

  it("never work both: one that slept through its Lease ends when it wakes", async () => {
    const [first, second] = await pair();
    first.kill("SIGSTOP");
    await leads(second, "relay-b's lead");
    await makeKustomization("made-while-one-slept");
    await isWorkedOn("made-while-one-slept");
    first.kill("SIGCONT");
    expect(await first.ended).toBe(1);
    expect(first.lines.at(-1)).toContain("no longer the leader: ");
    expect(await spec()).toMatchObject({ holderIdentity: "relay-b" });
  });

  it("lets the one that stands by go without a word to the Lease", async () => {
    const [first, second] = await pair();
    second.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    await leads(first, "relay-a's lead");
    expect(await spec()).toMatchObject({ holderIdentity: "relay-a", leaseTransitions: 0 });
  });
});
