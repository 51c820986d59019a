import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeBetween, isEmpty } from "#shared/diff/change.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { keyOf, type RefKey } from "#shared/model/object-ref.ts";

const key = (name: string): RefKey => keyOf({ group: "", kind: "ConfigMap", namespace: "default", name });
const keys = fc.constantFrom("a", "b", "c", "d", "e").map(key);
const digests = fc.constantFrom("1", "2", "3");

const desired = fc.array(fc.tuple(keys, digests)).map((pairs) => new Map(pairs));
const ledger = fc
  .array(fc.tuple(keys, digests))
  .map(
    (pairs) =>
      new Map(pairs.map(([key, digest]): [RefKey, LedgerEntry] => [key, { digest, fingerprint: "" }])),
  );

describe("the change between Git and the ledger", () => {
  it("leaves nothing to change, once it is made", () => {
    fc.assert(
      fc.property(desired, ledger, (desired, ledger) => {
        const { apply, prune } = changeBetween(desired, ledger);
        const after = new Map(ledger);
        for (const key of prune) after.delete(key);
        for (const key of apply) after.set(key, { digest: desired.get(key) ?? "", fingerprint: "" });
        expect(isEmpty(changeBetween(desired, after))).toBe(true);
        expect([...after.keys()].toSorted()).toEqual([...desired.keys()].toSorted());
      }),
    );
  });

  it("applies what is declared and prunes what is not, never the same object both ways", () => {
    fc.assert(
      fc.property(desired, ledger, (desired, ledger) => {
        const { apply, prune } = changeBetween(desired, ledger);
        expect(apply.every((key) => desired.has(key))).toBe(true);
        expect(prune.every((key) => !desired.has(key) && ledger.has(key))).toBe(true);
        expect(new Set([...apply, ...prune]).size).toBe(apply.length + prune.length);
      }),
    );
  });

  it("touches no object that is as declared", () => {
    fc.assert(
      fc.property(desired, ledger, (desired, ledger) => {
        const { apply } = changeBetween(desired, ledger);
        expect(apply.filter((key) => ledger.get(key)?.digest === desired.get(key))).toEqual([]);
      }),
    );
  });

  it("applies an object whose content is unknown", () => {
    const doubtful = new Map([[key("a"), { digest: "", fingerprint: "" }]]);
    expect(changeBetween(new Map([[key("a"), "1"]]), doubtful)).toEqual({ apply: [key("a")], prune: [] });
  });
});
