import { describe, expect, it } from "vitest";
import { changesStatus, conditionsFor, type Condition } from "#infra/relay/report/conditions.ts";
import type { JsonObject } from "#shared/model/json.ts";

const then = "2026-01-01T00:00:00Z";
const now = "2026-01-02T00:00:00Z";
const ready: Condition = {
  type: "Ready",
  status: "True",
  reason: "Succeeded",
  message: "Applied revision: b",
};

function withConditions(...conditions: readonly JsonObject[]): JsonObject {
  return { metadata: { generation: 4 }, status: { conditions } };
}

describe("a condition", () => {
  it("that was not there begins now, for the generation that was looked at", () => {
    expect(conditionsFor(withConditions(), [ready], now)).toEqual([
      { ...ready, observedGeneration: 4, lastTransitionTime: now },
    ]);
  });

  it("keeps the time of its last change while its status stays, whatever it says", () => {
    const before = { ...ready, reason: "Other", message: "Applied revision: a", lastTransitionTime: then };
    expect(conditionsFor(withConditions(before), [ready], now)).toMatchObject([
      { message: "Applied revision: b", lastTransitionTime: then },
    ]);
  });

  it("whose status changes begins now", () => {
    const before = { ...ready, status: "False", lastTransitionTime: then };
    expect(conditionsFor(withConditions(before), [ready], now)).toMatchObject([{ lastTransitionTime: now }]);
  });

  it("takes no other condition's time", () => {
    const other = { ...ready, type: "Reconciling", lastTransitionTime: then };
    expect(conditionsFor(withConditions(other), [ready], now)).toMatchObject([{ lastTransitionTime: now }]);
  });

  it("of a message that the API server would refuse is cut short, and shows it", () => {
    const [{ message = "" } = {}] = conditionsFor(
      withConditions(),
      [{ ...ready, message: "a".repeat(30_000) }],
      now,
    ) as { message?: string }[];
    expect([message.length, message.at(-1)]).toEqual([20_000, "…"]);
  });
});

describe("a status patch", () => {
  const object = { status: { conditions: [{ type: "Ready" }], revision: "a", nested: { b: 1, a: 2 } } };

  it.each<[string, JsonObject, boolean]>([
    ["of what is there already", { revision: "a", conditions: [{ type: "Ready" }] }, false],
    ["of the same in another order", { nested: { a: 2, b: 1 } }, false],
    ["of nothing", {}, false],
    ["that takes away what is not there", { absent: null }, false],
    ["of another value", { revision: "b" }, true],
    ["of a field more", { observedGeneration: 1 }, true],
    ["of a condition more", { conditions: [{ type: "Ready" }, { type: "Stalled" }] }, true],
    ["of a condition less", { conditions: [] }, true],
    ["of another value deep within", { nested: { a: 2, b: 2 } }, true],
  ])("%s changes something: %#", (_what, patch, changes) => {
    expect(changesStatus(object, patch)).toBe(changes);
  });

  it("changes something where there was no status", () => {
    expect(changesStatus({}, { revision: "a" })).toBe(true);
  });
});
