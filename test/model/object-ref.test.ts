import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, nameOf, refOf, type ObjectRef } from "#shared/model/object-ref.ts";

const part = fc.stringMatching(/^[A-Za-z0-9.:_-]{0,20}$/);
const refs = fc.record({ group: part, kind: part, namespace: part, name: part });

describe("an object's key", () => {
  it("is read back as the reference that it was made of", () => {
    fc.assert(
      fc.property(refs, (ref) => {
        expect(refOf(keyOf(ref))).toEqual(ref);
      }),
    );
  });

  it("is shared by no two objects", () => {
    fc.assert(
      fc.property(refs, refs, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(keyOf(a)).not.toBe(keyOf(b));
      }),
    );
  });
});

describe("an object's name in messages", () => {
  const web: ObjectRef = { group: "apps", kind: "Deployment", namespace: "default", name: "web" };
  it("is kind, namespace and name, as Flux says it", () => {
    expect(nameOf(web)).toBe("Deployment/default/web");
  });

  it("leaves out the namespace that there is not", () => {
    expect(nameOf({ ...web, kind: "Namespace", namespace: "" })).toBe("Namespace/web");
  });
});
