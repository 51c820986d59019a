import { describe, expect, it } from "vitest";
import { heldText, nextStep, wishText, type Standing, type Wish } from "#shared/diff/next-step.ts";
import type { LedgerEntry } from "#shared/model/ledger.ts";
import { keyOf, type RefKey } from "#shared/model/object-ref.ts";

const key = (name: string): RefKey => keyOf({ group: "", kind: "ConfigMap", namespace: "default", name });
const held = (digests: Record<string, string>) => ({
  head: "job-1",
  entries: new Map(
    Object.entries(digests).map(([name, digest]): [RefKey, LedgerEntry] => [
      key(name),
      { digest, fingerprint: "f" },
    ]),
  ),
});
const declared = (digests: Record<string, string>) =>
  new Map(Object.entries(digests).map(([name, digest]) => [key(name), digest]));

const wish: Wish = { generation: 1, revision: "main@sha1:2" };
const now = 1_000_000;
const retryAfter = 60_000;

/** One object has changed and nothing stands in the way. */
const standing: Standing = {
  resource: { namespace: "flux-system", name: "apps" },
  confirmed: undefined,
  generation: 1,
  idle: true,
  prune: true,
  verified: true,
  wish,
  desired: declared({ a: "2", b: "1" }),
  ledger: held({ a: "1", b: "1" }),
  conclusion: undefined,
  waitsFor: undefined,
  retryAfter,
  now,
};
const nothing = { do: "nothing" };
const unchanged: Partial<Standing> = { ledger: held({ a: "2", b: "1" }) };
const concluded = (failed: boolean, ago = 0, of: Wish = wish): Partial<Standing> => ({
  conclusion: { wish: wishText(of), failed, at: now - ago },
});

function step(...changes: readonly Partial<Standing>[]): ReturnType<typeof nextStep> {
  return nextStep(Object.assign({}, standing, ...changes));
}

describe("a Kustomization that waits for another", () => {
  const message = "dependency 'default/base' is not ready";
  const waiting: Partial<Standing> = { waitsFor: message };

  it("is held back, and told so once", () => {
    expect(step(waiting)).toEqual({ do: "hold", wish, message });
    const told = { conclusion: { wish: heldText(wish, message), failed: true, at: now } };
    expect(step(waiting, told)).toEqual(nothing);
    expect(step({ waitsFor: "something else" }, told)).toMatchObject({ do: "hold" });
  });

  it("is applied as soon as there is nothing to wait for, without a rest", () => {
    const told = { conclusion: { wish: heldText(wish, message), failed: true, at: now } };
    expect(step(told)).toMatchObject({ do: "apply" });
  });

  it("still says that its own build failed", () => {
    const failed = { ...wish, failure: { reason: "BuildFailed", message: "no" } };
    expect(step(waiting, { wish: failed })).toMatchObject({ do: "tell" });
  });
});

describe("a Kustomization whose objects changed in Git", () => {
  it("is applied, and of its objects those that changed", () => {
    expect(step()).toEqual({ do: "apply", wish, change: { apply: [key("a")], prune: [] }, orphans: [] });
  });

  it("loses what Git declares no more", () => {
    const change = { ledger: held({ a: "2", b: "1", c: "1" }) };
    expect(step(change)).toMatchObject({ change: { apply: [], prune: [key("c")] }, orphans: [] });
  });

  it("lets go what Git declares no more, where pruning is off", () => {
    const change = { ledger: held({ a: "2", b: "1", c: "1" }), prune: false };
    expect(step(change)).toMatchObject({ change: { apply: [], prune: [] }, orphans: [key("c")] });
  });
});

describe("a Kustomization is left alone", () => {
  it.each<[string, Partial<Standing>]>([
    ["while nothing is wished of it", { wish: undefined }],
    ["while it is suspended, being deleted or worked on", { idle: false }],
    ["while nobody knows what the cluster holds", { verified: false }],
    ["when the wish was built from the spec of yesterday", { generation: 2 }],
    ["when the wish was built from a spec that is not here yet", { wish: { ...wish, generation: 2 } }],
    ["when nothing changed and that was told", { ...unchanged, ...concluded(false) }],
    [
      "when the build failed and that was told",
      {
        wish: { ...wish, failure: { reason: "BuildFailed", message: "no" } },
        ...concluded(false, 0, { ...wish, failure: { reason: "BuildFailed", message: "no" } }),
      },
    ],
  ])("%s", (_when, change) => {
    expect(step(change)).toEqual(nothing);
  });
});

describe("a Kustomization's status is told", () => {
  const failure = { reason: "BuildFailed", message: "k8s/a.yaml:1: no" };

  it("when a new revision changes no object", () => {
    expect(step(unchanged)).toEqual({ do: "tell", wish });
  });

  it("when the build failed, though objects have changed too", () => {
    expect(step({ wish: { ...wish, failure } })).toEqual({ do: "tell", wish: { ...wish, failure } });
  });

  it("once more when the build fails in another way", () => {
    const before = { ...wish, failure: { ...failure, message: "other" } };
    expect(step({ wish: { ...wish, failure } }, concluded(false, 0, before))).toMatchObject({ do: "tell" });
  });

  it("once more when somebody asks for a reconcile", () => {
    const asked = { ...wish, requestedAt: "now please" };
    expect(step(unchanged, { wish: asked }, concluded(false))).toEqual({ do: "tell", wish: asked });
  });

  it("when what had failed turns out to be as wished", () => {
    expect(step(unchanged, concluded(true))).toEqual({ do: "tell", wish });
  });
});

describe("a Kustomization that failed", () => {
  it("rests until its time has come", () => {
    expect(step(concluded(true, 1))).toEqual({ do: "wait", until: now - 1 + retryAfter });
    expect(step(concluded(true, retryAfter - 1))).toEqual({ do: "wait", until: now + 1 });
  });

  it("is tried again when its time has come", () => {
    expect(step(concluded(true, retryAfter))).toMatchObject({ do: "apply" });
  });

  it("does not rest when Git says something new: a bad image must not hold up its own fix", () => {
    const newer = { wish: { ...wish, revision: "main@sha1:3" } };
    expect(step(concluded(true), newer)).toMatchObject({ do: "apply" });
  });

  it("does not rest when somebody asks for a reconcile", () => {
    const asked = { wish: { ...wish, requestedAt: "now please" } };
    expect(step(concluded(true), asked)).toMatchObject({ do: "apply" });
  });
});

describe("a Kustomization that went well", () => {
  it("is applied again when objects have strayed, without any rest", () => {
    expect(step(concluded(false))).toMatchObject({ do: "apply", change: { apply: [key("a")] } });
  });
});

describe("a push that takes away most of what is there", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
  const digests = (of: readonly string[]) => Object.fromEntries(of.map((name) => [name, "1"]));
  const shrinks = (from: number, to: number): Partial<Standing> => ({
    ledger: held(digests(names.slice(0, from))),
    desired: declared(digests(names.slice(0, to))),
  });
  const failureOf = (...changes: readonly Partial<Standing>[]) => {
    const next = step(...changes);
    return next.do === "tell" ? next.wish.failure : undefined;
  };

  it("is held, and its status says what would go and how to confirm it", () => {
    expect(failureOf(shrinks(12, 5))).toEqual({
      reason: "PruneHeld",
      message:
        "main@sha1:2 would prune 7 of 12 objects, so nothing of it is applied: ConfigMap/default/f, " +
        "ConfigMap/default/g, ConfigMap/default/h, ConfigMap/default/i, ConfigMap/default/j, " +
        "ConfigMap/default/k, ConfigMap/default/l. If they are meant to go, confirm it: kubectl annotate " +
        "kustomization/apps -n flux-system --overwrite kustomize.plumbline.dev/confirm-prune='main@sha1:2'",
    });
  });

  it("names ten of them, and how many more there are", () => {
    expect(failureOf(shrinks(12, 0))?.message).toMatch(/ConfigMap\/default\/j and 2 more\. /);
  });

  it("is told of once", () => {
    const failed = { ...wish, failure: failureOf(shrinks(12, 5)) };
    expect(step(shrinks(12, 5), concluded(true, 0, failed))).toEqual(nothing);
    expect(step(shrinks(12, 4), concluded(true, 0, failed))).toMatchObject({ do: "tell" });
  });

  it("is applied at once when a person has confirmed that revision", () => {
    const failed = { ...wish, failure: failureOf(shrinks(12, 5)) };
    const confirmed = step(shrinks(12, 5), concluded(true, 0, failed), { confirmed: wish.revision });
    expect(confirmed).toMatchObject({ do: "apply", change: { prune: { length: 7 } } });
  });

  it("stays held when another revision was confirmed", () => {
    expect(failureOf(shrinks(12, 5), { confirmed: "main@sha1:1" })?.reason).toBe("PruneHeld");
  });

  it("is applied where the user has confirmed all of them for ever", () => {
    expect(step(shrinks(12, 0), { confirmed: "always" })).toMatchObject({ do: "apply" });
  });

  it.each<[string, Partial<Standing>]>([
    ["half of them go", shrinks(12, 6)],
    ["there are fewer than ten", shrinks(9, 0)],
    ["pruning is off, so that nothing is taken away", { ...shrinks(12, 0), prune: false }],
  ])("is applied when %s", (_when, change) => {
    expect(step(change)).toMatchObject({ do: "apply" });
  });

  it("is held from ten objects on", () => {
    expect(failureOf(shrinks(10, 4))?.reason).toBe("PruneHeld");
    expect(step(shrinks(10, 5))).toMatchObject({ do: "apply" });
  });
});

describe("a wish as a text", () => {
  it("differs with each thing that it says", () => {
    const failure = { reason: "a", message: "b" };
    const wishes: Wish[] = [
      wish,
      { ...wish, generation: 2 },
      { ...wish, revision: "main@sha1:3" },
      { ...wish, requestedAt: "now" },
      { ...wish, failure },
      { ...wish, failure: { ...failure, reason: "c" } },
      { ...wish, failure: { ...failure, message: "c" } },
    ];
    expect(new Set(wishes.map(wishText)).size).toBe(wishes.length);
  });
});
