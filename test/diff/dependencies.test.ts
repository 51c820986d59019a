import { describe, expect, it } from "vitest";
import {
  circleThrough,
  waitsFor,
  type Dependent,
  type Named,
  type Reached,
} from "#shared/diff/dependencies.ts";
import type { Json } from "#shared/model/json.ts";

const sourceRef = { kind: "GitRepository", name: "app" };
const app = (dependsOn: Json, more = {}): Dependent => ({
  namespace: "default",
  name: "app",
  spec: { sourceRef, dependsOn, ...more },
});
const ready: Reached = { isReady: true, revision: "main@sha1:2", sourceRef };

const waiting = (dependsOn: Json, reached: (name: Named) => Reached | undefined): string | undefined =>
  waitsFor(app(dependsOn), "main@sha1:2", reached);

describe("what a Kustomization waits for", () => {
  it.each<[string, Reached | undefined, string | undefined]>([
    ["nothing, when the other is ready at its revision", ready, undefined],
    [
      "another that is not there",
      undefined,
      "dependency 'default/base' not found. Create it, or mend spec.dependsOn",
    ],
    ["another that is not ready", { ...ready, isReady: false }, "dependency 'default/base' is not ready"],
    [
      "another of its source that is at an older revision",
      { ...ready, revision: "main@sha1:1" },
      "dependency 'default/base' revision is not up to date",
    ],
    [
      "nothing of the revision of another source",
      { ...ready, revision: "x", sourceRef: { name: "other" } },
      undefined,
    ],
  ])("is %s", (_what, reached, message) => {
    expect(waiting([{ name: "base" }], () => reached)).toBe(message);
  });

  it("may be in another namespace, and is asked for there", () => {
    const asked: Named[] = [];
    waiting([{ name: "base", namespace: "infra" }], (name) => (asked.push(name), ready));
    expect(asked).toMatchObject([{ namespace: "infra", name: "base" }]);
  });

  it("may not be said by an expression: nobody here could work it out", () => {
    expect(waiting([{ name: "base", readyExpr: "true" }], () => ready)).toContain(
      "readyExpr is not supported",
    );
  });

  it("is nothing where spec.dependsOn is absent or nonsense", () => {
    for (const dependsOn of [null, [], "base", [7]]) expect(waiting(dependsOn, () => ready)).toBeUndefined();
  });
});

describe("a circle of Kustomizations", () => {
  const named = (name: string, ...others: readonly string[]): [string, Dependent] => [
    `default/${name}`,
    { namespace: "default", name, spec: { dependsOn: others.map((other) => ({ name: other })) } },
  ];
  const circle = (...all: readonly [string, Dependent][]): string | undefined => {
    const known = new Map(all);
    const [[, start] = []] = all;
    return start && circleThrough(start, ({ namespace, name }) => known.get(`${namespace}/${name}`));
  };

  it("is told as the way around", () => {
    expect(circle(named("a", "b"), named("b", "c"), named("c", "a"))).toBe(
      "default/a → default/b → default/c → default/a",
    );
    expect(circle(named("a", "a"))).toBe("default/a → default/a");
  });

  it("is not seen where two ways lead to one, nor in a circle that others make", () => {
    expect(circle(named("a", "b", "c"), named("b", "d"), named("c", "d"), named("d"))).toBeUndefined();
    expect(circle(named("a", "b"), named("b", "c"), named("c", "b"))).toBeUndefined();
  });
});
