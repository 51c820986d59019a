import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Oid } from "#functions/source/object/object-id.ts";
import { ObjectStore } from "#functions/source/store/object-store.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

const oid = "c0ffee".padEnd(40, "0") as Oid;

/** Bytes that no part of which is like another. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0, seed = 1; at < length; at++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = seed >>> 24;
  }
  return bytes;
}

function inStore<R>(work: (store: ObjectStore, sql: SqlStorage) => R): Promise<R> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, (_, { storage }) => work(new ObjectStore(storage.sql), storage.sql));
}

const equal = (a: Uint8Array | undefined, b: Uint8Array) =>
  a?.length === b.length && a.every((byte, at) => byte === b[at]);

describe("a git object", () => {
  it.each([0, 1, 1_899_999, 1_900_000, 1_900_001, 3_800_000, 5_000_000])(
    "of %i bytes is read as it was stored",
    async (length) => {
      const content = noise(length);
      const isSame = await inStore((store) => {
        store.put({ oid, type: "blob", content });
        return equal(store.get(oid)?.content, content);
      });
      expect(isSame).toBe(true);
    },
  );

  it("of 5 MB lies in three rows, none of them past the platform's 2 MB", async () => {
    const lengths = await inStore((store, sql) => {
      store.put({ oid, type: "blob", content: noise(5_000_000) });
      const query = "SELECT length(body) AS n FROM objects UNION ALL SELECT length(body) FROM object_parts";
      return sql
        .exec<{ n: number }>(query)
        .toArray()
        .map(({ n }) => n);
    });
    expect(lengths).toEqual([1_900_000, 1_900_000, 1_200_000]);
  });

  it("may come twice", async () => {
    const content = noise(2_000_000);
    const isSame = await inStore((store) => {
      store.put({ oid, type: "blob", content });
      store.put({ oid, type: "blob", content });
      return equal(store.get(oid)?.content, content);
    });
    expect(isSame).toBe(true);
  });

  it("that never came is not there", async () => {
    expect(await inStore((store) => [store.has(oid), store.get(oid)])).toEqual([false, undefined]);
  });
});
