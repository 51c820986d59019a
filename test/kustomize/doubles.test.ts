import { describe, expect, it } from "vitest";
import { doublesIn } from "#shared/kustomize/doubles.ts";
import { resourceOf, type Resource } from "#shared/kustomize/resource.ts";

const object = (kind: string, name: string, namespace?: string): Resource =>
  resourceOf(
    { apiVersion: "v1", kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } },
    `${kind}/${name}`,
  );

describe("objects that cannot be told apart", () => {
  it("are found among many of one kind and name, each with the first of its id", () => {
    const [one, two, three] = ["one", "two", "three"].map((place) => object("ConfigMap", "a", place));
    const again = object("ConfigMap", "a", "two");
    expect(doublesIn([one, two, three, again].filter((found) => found !== undefined))).toEqual([
      { double: again, first: two },
    ]);
  });

  it("are found where nothing tells that they are two", () => {
    const one = object("ConfigMap", "a");
    expect(doublesIn([one, object("Secret", "a"), one])).toEqual([{ double: one, first: one }]);
  });

  it("are those that come, never those that were there", () => {
    const there = [object("ConfigMap", "a"), object("ConfigMap", "a")];
    expect(doublesIn([object("ConfigMap", "b")], there)).toEqual([]);
    expect(doublesIn([object("ConfigMap", "a", "default")], there)).toHaveLength(1);
  });
});
