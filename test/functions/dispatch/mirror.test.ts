import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { edgeKey } from "#functions/dispatch/edge-key.ts";
import type { Credential, Resource } from "#shared/wire/mirror.ts";
import { allThereIs, kustomization } from "#test/functions/cluster-news.ts";
import { bodyOf, knock, knockAsAdmin, unusedName } from "#test/functions/edge-doors.ts";
import { enrolled, linked } from "#test/functions/relay-by-hand.ts";

const secret = "https://hooks.example.com/T0/B0/not-for-everybody";
const provider: Resource = {
  kind: "Provider",
  namespace: "default",
  name: "slack",
  uid: "slack-uid",
  generation: 1,
  labels: {},
  spec: { type: "slack", secretRef: { name: "slack-url" } },
};
const credential: Credential = { namespace: "default", name: "slack-url", data: { address: secret } };

async function mirrored() {
  const cluster = unusedName("shop");
  const stub = env.CLUSTER.getByName(cluster);
  const relay = await linked(await enrolled(cluster));
  relay.say(allThereIs([provider, kustomization()], [credential]));
  await relay.rest();
  return { cluster, stub, relay };
}

type Rows = Record<string, SqlStorageValue>[];

/** All that an object keeps, table by table. */
function stored(state: DurableObjectState): Rows {
  const { sql } = state.storage;
  const tables = sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
    )
    .toArray();
  return tables.flatMap(({ name }) => sql.exec(`SELECT * FROM "${name}"`).toArray());
}

describe("a Secret that a Provider refers to", () => {
  it("lies sealed at the edge, and nowhere in the clear", async () => {
    const { stub } = await mirrored();
    const rows = await runInDurableObject(stub, (_, state) => stored(state));
    const sealed = rows.find((row) => "sealed" in row)?.["sealed"] as string;
    expect(JSON.stringify(rows)).not.toContain("not-for-everybody");
    expect(await (await edgeKey(env.EDGE_KEY)).open(sealed)).toBe(JSON.stringify({ address: secret }));
  });

  it("is sealed otherwise each time, so that equal ones do not look equal", async () => {
    const key = await edgeKey(env.EDGE_KEY);
    expect(await key.seal(secret)).not.toBe(await key.seal(secret));
  });

  it("does not open when one letter of it was changed", async () => {
    const key = await edgeKey(env.EDGE_KEY);
    const sealed = await key.seal(secret);
    const changed = sealed.replace(/^./, (first) => (first === "A" ? "B" : "A"));
    await expect(key.open(changed)).rejects.toThrow();
  });

  it("is shown at no door", async () => {
    const { cluster } = await mirrored();
    for (const path of ["/clusters", `/clusters/${cluster}`])
      expect(await (await knockAsAdmin(path)).text()).not.toContain("not-for-everybody");
  });

  it("is gone when the whole picture no longer has it", async () => {
    const { stub, relay } = await mirrored();
    relay.say(allThereIs([kustomization()]));
    await relay.rest();
    const rows = await runInDurableObject(stub, (_, state) => stored(state));
    expect(rows.filter((row) => "sealed" in row)).toEqual([]);
  });
});

describe("the mirror", () => {
  it("loses what is gone, and keeps the rest", async () => {
    const { stub, relay } = await mirrored();
    const other = kustomization({ name: "other", uid: "other-uid" });
    relay.say({ ...allThereIs([other]), complete: false });
    const gone = [{ kind: "Kustomization" as const, namespace: "default", name: "apps" }];
    relay.say({ type: "mirror", complete: false, resources: [], gone, credentials: [] });
    await relay.rest();
    expect((await stub.view()).kustomizations).toMatchObject([{ name: "other" }]);
  });

  it("that is whole replaces all that was there", async () => {
    const { stub, relay } = await mirrored();
    relay.say(allThereIs([kustomization({ name: "other", uid: "other-uid" })]));
    await relay.rest();
    expect((await stub.view()).kustomizations).toMatchObject([{ name: "other" }]);
  });

  it("that names a Kustomization's source which is not there has it told so", async () => {
    const { relay } = await mirrored();
    const spec = { sourceRef: { kind: "GitRepository", name: "nowhere" } };
    relay.say(allThereIs([kustomization({ spec })]));
    expect(await relay.next("verdict")).toMatchObject({
      outcome: { ok: false, message: expect.stringContaining("default/nowhere' not found") },
    });
  });

  it("that names a source of no URL has it told so", async () => {
    const { relay } = await mirrored();
    const source: Resource = {
      ...provider,
      kind: "GitRepository",
      spec: { url: "ftp://a/b" },
      uid: "ftp-uid",
    };
    relay.say({ ...allThereIs([source]), complete: false });
    expect(await relay.next("source-verdict")).toMatchObject({
      uid: "ftp-uid",
      outcome: { ok: false, reason: "URLInvalid" },
    });
  });

  it("that names a source whose Secret is missing has it told so", async () => {
    const { relay } = await mirrored();
    const spec = { url: "https://git.example.com/team/closed", secretRef: { name: "absent" } };
    const source: Resource = { ...provider, kind: "GitRepository", spec, uid: "closed-uid" };
    relay.say({ ...allThereIs([source]), complete: false });
    expect(await relay.next("source-verdict")).toMatchObject({
      uid: "closed-uid",
      outcome: { ok: false, reason: "AuthenticationFailed", message: expect.stringContaining('"absent"') },
    });
  });
});

describe("the doors that show", () => {
  it.each(["/clusters", "/clusters/shop"])("%s opens to the one who runs the edge alone", async (path) => {
    const answer = await knock(path);
    expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([401, "show/not-admin"]);
  });

  it("/clusters lists every cluster that enrolled", async () => {
    const { cluster } = await mirrored();
    expect((await bodyOf(await knockAsAdmin("/clusters")))["clusters"]).toContain(cluster);
  });

  it("/clusters/… says whether the relay is there, and what it has taken", async () => {
    const { cluster } = await mirrored();
    expect(await bodyOf(await knockAsAdmin(`/clusters/${cluster}`))).toEqual({
      linked: true,
      kustomizations: [{ namespace: "default", name: "apps", revision: "", objects: 0, isUnderWay: false }],
    });
  });

  it("/healthz opens to everybody", async () => {
    expect(await (await knock("/healthz")).text()).toBe("ok");
  });

  it("that do not exist say so", async () => {
    const answer = await knock("/backdoor");
    expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([404, "edge/no-such-door"]);
  });
});
