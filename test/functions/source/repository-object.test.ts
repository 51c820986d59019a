import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { unusedName } from "#test/functions/edge-doors.ts";
import { followed } from "#test/functions/receive/followed.ts";

vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("down", { status: 503 }));

const push = { ref: "refs/heads/main", after: "c0ffee".padEnd(40, "0") };
type Stub = ReturnType<typeof env.REPOSITORY.getByName>;

function kept(stub: Stub): Promise<{ tables: number; alarm: number | null }> {
  return runInDurableObject(stub, async (_, { storage }) => {
    const query =
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'";
    return { tables: storage.sql.exec(query).toArray().length, alarm: await storage.getAlarm() };
  });
}

describe("a repository that nobody follows", () => {
  it("keeps nothing of a push, not even empty tables", async () => {
    const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/strangers"));
    expect(await stub.file(push, "a delivery")).toBe("nobody-follows");
    expect(await stub.file({})).toBe("nobody-follows");
    await stub.unsubscribe("shop", "app-uid");
    expect(await kept(stub)).toEqual({ tables: 0, alarm: null });
  });
});

describe("a repository that somebody follows", () => {
  it("files a push of the ref, and a push that says no ref", async () => {
    const stub = env.REPOSITORY.getByName(await followed());
    expect(await stub.file({ ...push, ref: "refs/heads/other" }, "1")).toBe("nobody-follows");
    expect(await stub.file(push, "2")).toBe("filed");
    expect(await stub.file({ ref: push.ref })).toBe("filed");
    expect(await stub.file({})).toBe("filed");
  });

  it("knows a delivery again, and only when it has a name", async () => {
    const stub = env.REPOSITORY.getByName(await followed());
    expect(await stub.file({}, "one")).toBe("filed");
    expect(await stub.file({}, "one")).toBe("seen-before");
    expect(await stub.file(push, "one")).toBe("seen-before");
    expect(await stub.file(push, "another")).toBe("filed");
  });

  it("takes a new tag for news when it follows a range of them", async () => {
    const stub = env.REPOSITORY.getByName(await followed(undefined, { semver: ">=1.0.0" }));
    expect(await stub.file({ ref: "refs/heads/main" })).toBe("nobody-follows");
    expect(await stub.file({ ref: "refs/tags/v1.2.3" })).toBe("filed");
  });
});
