import { describe, expect, it } from "vitest";
import { BlobsMissing, FileTooLarge, withBlobs } from "#functions/source/content/blobs-missing.ts";
import type { Oid } from "#functions/source/object/object-id.ts";
import { TreeUnreadable } from "#functions/source/content/walk-bounds.ts";
import { done } from "#shared/model/failure.ts";

const [a, b] = ["a", "b"].map((digit) => digit.repeat(40) as Oid) as [Oid, Oid];

describe("work that reads what is not here", () => {
  it("begins again until all of it is", async () => {
    const here = new Set<Oid>();
    const host = {
      bringObjects: async (oids: readonly Oid[]) => done(oids.map((oid) => here.add(oid)).length),
    };
    const outcome = await withBlobs(() => {
      for (const oid of [a, b]) if (!here.has(oid)) throw new BlobsMissing([oid], host);
      return "read";
    });
    expect(outcome).toEqual(done("read"));
  });

  it("ends where a host does not give what it lists, and asks for it once", async () => {
    let requests = 0;
    const host = { bringObjects: async () => done(++requests) };
    const outcome = await withBlobs(() => {
      throw new BlobsMissing([a], host);
    });
    expect(outcome).toMatchObject({ failures: [{ code: "source/file-not-given", subject: `file ${a}` }] });
    expect(requests).toBe(1);
  });

  it("ends where a file is too large, as with all in a tree that cannot be read", async () => {
    const work = withBlobs(() => {
      throw new FileTooLarge(".sourceignore", 20 << 20);
    });
    await expect(work).rejects.toThrow(TreeUnreadable);
    await expect(work).rejects.toThrow(".sourceignore: the file has 20 MiB");
  });
});
