import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { edgeKey } from "#functions/dispatch/edge-key.ts";
import { stated } from "#functions/dispatch/statement.ts";
import { EnrolAnswerSchema } from "#shared/wire/enrolment.ts";
import { bodyOf, knock, knockAsAdmin, unusedName } from "#test/functions/edge-doors.ts";
import {
  askToEnrol,
  drawToken,
  enrolled,
  isSigned,
  knockAsRelay,
  newKey,
} from "#test/functions/relay-by-hand.ts";

afterEach(() => vi.useRealTimers());

const { publicKey } = await newKey();

describe("a token", () => {
  it.each([undefined, "Bearer ", "Bearer wrong", env.ADMIN_TOKEN])(
    "is not drawn by a caller who shows %s",
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await knock("/clusters/shop/enrolments", { method: "POST", headers });
      expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([401, "enrol/not-admin"]);
    },
  );

  it.each(["Shop", "-shop", "shop-", "a".repeat(64), "a.b"])(
    "is not drawn for a cluster %s",
    async (name) => {
      const answer = await knockAsAdmin(`/clusters/${name}/enrolments`, { method: "POST" });
      expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([400, "enrol/bad-name"]);
    },
  );

  it("is traded for a certificate of the cluster that it was drawn for, and the key to pin", async () => {
    const cluster = unusedName("shop");
    const answer = await askToEnrol(await drawToken(cluster), publicKey);
    expect(answer.status).toBe(201);
    const { certificate, edgeKey, ...rest } = EnrolAnswerSchema.parse(await answer.json());
    expect(rest).toEqual({ cluster });
    expect(edgeKey).toBe((await edgeKeyOfTests()).publicKey);
    const [body = "", signature = ""] = certificate.split(".").map(unword);
    expect(JSON.parse(atob(body))).toMatchObject({ kind: "certificate", cluster, publicKey });
    expect(await isSigned(edgeKey, certificate.split(".")[0] ?? "", signature)).toBe(true);
  });

  it("works once", async () => {
    const token = await drawToken(unusedName("shop"));
    expect((await askToEnrol(token, publicKey)).status).toBe(201);
    const second = await askToEnrol(token, publicKey);
    expect([second.status, (await bodyOf(second))["code"]]).toEqual([403, "enrol/token-spent"]);
  });

  it("works for one of two who come at the same time", async () => {
    const token = await drawToken(unusedName("shop"));
    const answers = await Promise.all([askToEnrol(token, publicKey), askToEnrol(token, publicKey)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 403]));
  });

  it("works for a day and no longer", async () => {
    const token = await drawToken(unusedName("shop"));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 24 * 60 * 60_000 + 1_000 });
    expect((await askToEnrol(token, publicKey)).status).toBe(403);
  });

  it("that somebody else wrote is refused", async () => {
    const stranger = await edgeKey(btoa("another edge's key of 32 bytes, you see"));
    const statement = { kind: "enrolment", cluster: "shop", id: "1", expires: Date.now() + 10_000 } as const;
    expect((await askToEnrol(await stated(stranger, statement), publicKey)).status).toBe(403);
  });

  it("in which one letter was changed is refused", async () => {
    const [body = "", signature] = (await drawToken("shop")).split(".");
    const forged = word(unword(body).replace(/^./, (first) => (first === "e" ? "f" : "e")));
    expect((await askToEnrol(`${forged}.${signature}`, publicKey)).status).toBe(403);
  });

  it("opens no connection: it is no certificate", async () => {
    expect((await knockAsRelay(await drawToken("shop"))).status).toBe(401);
  });
});

describe("a certificate", () => {
  it("enrols nobody: it is no token", async () => {
    const { certificate } = await enrolled(unusedName("shop"));
    expect((await askToEnrol(certificate, publicKey)).status).toBe(403);
  });

  it.each(["", "nonsense", "a.b", ".."])("of the form %o opens no connection", async (certificate) => {
    const answer = await knockAsRelay(certificate);
    expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([401, "relay/bad-certificate"]);
  });

  it("opens nothing to who does not come with a WebSocket", async () => {
    const { certificate } = await enrolled(unusedName("shop"));
    const answer = await knock("/relay", { headers: { authorization: `Bearer ${certificate}` } });
    expect(answer.status).toBe(426);
  });
});

describe("a relay that was shut out", () => {
  it("is let in no more, and cannot enrol with the same key", async () => {
    const cluster = unusedName("shop");
    const { certificate, publicKey } = await enrolled(cluster);
    expect((await knockAsAdmin(`/clusters/${cluster}/relay`, { method: "DELETE" })).status).toBe(204);
    expect((await knockAsRelay(certificate)).status).toBe(403);
    expect((await askToEnrol(await drawToken(cluster), publicKey)).status).toBe(403);
  });

  it("makes place for one with a new key", async () => {
    const cluster = unusedName("shop");
    await enrolled(cluster);
    await knockAsAdmin(`/clusters/${cluster}/relay`, { method: "DELETE" });
    const { certificate } = await enrolled(cluster);
    expect((await knockAsRelay(certificate)).status).toBe(101);
  });

  it("is not shut out by a caller who is nobody", async () => {
    const cluster = unusedName("shop");
    const { certificate } = await enrolled(cluster);
    expect((await knock(`/clusters/${cluster}/relay`, { method: "DELETE" })).status).toBe(401);
    expect((await knockAsRelay(certificate)).status).toBe(101);
  });
});

describe("an edge without a key of its own", () => {
  it.each([undefined, null, "", "not base64!", btoa("too short")])("says what to do: %o", async (secret) => {
    await expect(edgeKey(secret as string)).rejects.toThrow(/EDGE_KEY is not set, or .*openssl rand/);
  });
});

const edgeKeyOfTests = () => edgeKey(env.EDGE_KEY);
const word = (base64: string) => base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const unword = (text: string) => text.replaceAll("-", "+").replaceAll("_", "/");
