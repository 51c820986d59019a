import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSampleHouse, type Objection, type SampleHouse } from "./sample-house.ts";

let house: SampleHouse;
let linted: readonly Objection[];
let compiled: readonly Objection[];

beforeAll(async () => {
  house = buildSampleHouse();
  compiled = await house.compile();
  // Not among the samples: this import brings Node's types along, and the compiler would then know `node:`.
  house.add("functions/plan/talks-to-the-cluster.ts", `export * from "@kubernetes/client-node";\n`);
  house.add("infra/relay/long.ts", `export const lines = [\n${"  0,\n".repeat(299)}];\n`);
  house.add("infra/relay/just-not-too-long.ts", `export const lines = [\n${"  0,\n".repeat(298)}];\n`);
  linted = await house.lint();
});
afterAll(() => house.tearDown());

describe("the linter objects when", () => {
  it.each([
    ["shared reads files", "shared/rooms/reads-files.ts", "no-restricted-imports"],
    ["shared reads files by another door", "shared/rooms/reads-files-by-promise.ts", "no-restricted-imports"],
    ["shared knows the edge", "shared/rooms/knows-the-edge.ts", "no-restricted-imports"],
    ["shared knows the relay", "shared/rooms/knows-the-relay.ts", "no-restricted-imports"],
    ["shared knows hono", "shared/rooms/knows-hono.ts", "no-restricted-imports"],
    ["shared prints", "shared/rooms/prints.ts", "no-console"],
    ["functions knows the relay", "functions/plan/knows-the-relay.ts", "no-restricted-imports"],
    ["functions borrows a type of infra", "functions/plan/borrows-a-type.ts", "no-restricted-imports"],
    ["functions reads files", "functions/plan/reads-files.ts", "no-restricted-imports"],
    ["receive reads files", "functions/receive/reads-files.ts", "no-restricted-imports"],
    ["functions asks the environment", "functions/plan/asks-the-environment.ts", "no-restricted-globals"],
    ["functions talks to a cluster", "functions/plan/talks-to-the-cluster.ts", "no-restricted-imports"],
    ["a room of functions imports another", "functions/plan/knows-another-room.ts", "no-restricted-imports"],
    ["a room hands on another", "functions/plan/hands-on-another-room.ts", "no-restricted-imports"],
    ["receive imports another room", "functions/receive/knows-another-room.ts", "no-restricted-imports"],
    ["plan verifies webhooks", "functions/plan/verifies-webhooks.ts", "no-restricted-imports"],
    ["infra verifies webhooks", "infra/relay/verifies-webhooks.ts", "no-restricted-imports"],
    ["infra serves by hono", "infra/relay/serves-doors.ts", "no-restricted-imports"],
    ["infra runs on the edge", "infra/relay/runs-on-the-edge.ts", "no-restricted-imports"],
    ["infra knows the edge", "infra/relay/knows-the-edge.ts", "no-restricted-imports"],
    ["a room of infra imports another", "infra/relay/knows-another-room.ts", "no-restricted-imports"],
    ["an import climbs in shared", "shared/rooms/climbs.ts", "no-restricted-imports"],
    ["an import climbs on its way", "shared/rooms/climbs-on-the-way.ts", "no-restricted-imports"],
    ["an export climbs", "shared/rooms/hands-on-from-above.ts", "no-restricted-imports"],
    ["an import climbs in functions", "functions/plan/climbs.ts", "no-restricted-imports"],
    ["an import climbs in receive", "functions/receive/climbs.ts", "no-restricted-imports"],
    ["an import climbs in infra", "infra/relay/climbs.ts", "no-restricted-imports"],
    ["an import climbs in test", "test/flow/climbs.ts", "no-restricted-imports"],
    ["two modules import each other", "shared/rooms/hen.ts", "no-cycle"],
    ["two modules import each other's types", "shared/rooms/type-hen.ts", "no-cycle"],
    ["two rooms import each other's types", "shared/rooms/far-hen.ts", "no-cycle"],
    ["a promise is left floating", "functions/plan/forgets-to-wait.ts", "no-floating-promises"],
    ["a switch forgets a case", "functions/plan/forgets-a-case.ts", "switch-exhaustiveness-check"],
    ["a module has a default export", "functions/plan/default-export.ts", "no-default-export"],
    ["a type gives up", "shared/rooms/says-any.ts", "no-explicit-any"],
    ["undefined is waved away", "shared/rooms/trusts-blindly.ts", "no-non-null-assertion"],
    ["a file has 301 lines", "infra/relay/long.ts", "max-lines"],
  ])("%s", (_claim, file, rule) => {
    expect(rulesBroken(linted, file)).toEqual([rule]);
  });
});

describe("the compiler objects when", () => {
  const notInThisStorey = "TS6059";
  const unknownName = /^TS(2304|2307|2584|2591)$/;
  it.each([
    ["shared reads files", "shared/rooms/reads-files.ts", unknownName],
    ["shared reads files by another door", "shared/rooms/reads-files-by-promise.ts", unknownName],
    ["shared asks the environment", "shared/rooms/asks-the-environment.ts", unknownName],
    ["shared asks the network", "shared/rooms/asks-the-network.ts", unknownName],
    ["shared prints", "shared/rooms/prints.ts", unknownName],
    ["shared knows the edge", "shared/rooms/knows-the-edge.ts", notInThisStorey],
    ["shared knows the relay", "shared/rooms/knows-the-relay.ts", notInThisStorey],
    ["functions knows the relay", "functions/plan/knows-the-relay.ts", notInThisStorey],
    ["functions borrows a type of infra", "functions/plan/borrows-a-type.ts", notInThisStorey],
    ["functions reads files", "functions/plan/reads-files.ts", unknownName],
    ["receive, which imports @octokit, reads files", "functions/receive/reads-files.ts", unknownName],
    ["infra knows the edge", "infra/relay/knows-the-edge.ts", notInThisStorey],
    ["infra runs on the edge", "infra/relay/runs-on-the-edge.ts", unknownName],
  ])("%s", (_claim, file, code) => {
    expect(rulesBroken(compiled, file)).toContainEqual(expect.stringMatching(code));
  });
});

describe("neither objects to", () => {
  it.each([
    ["shared minding its own business", "shared/rooms/pure.ts"],
    ["the corridor, which knows every room and has a default export", "functions/worker.ts"],
    ["receive verifying webhooks", "functions/receive/verifies-webhooks.ts"],
    ["infra using Node", "infra/relay/at-home.ts"],
    ["a test that knows everything", "test/flow/push.ts"],
    ["a test of the edge", "test/functions/door.ts"],
  ])("%s", (_claim, file) => {
    expect([...rulesBroken(linted, file), ...rulesBroken(compiled, file)]).toEqual([]);
  });

  it("a file of 300 lines", () => {
    expect(rulesBroken(linted, "infra/relay/just-not-too-long.ts")).toEqual([]);
  });
});

function rulesBroken(objections: readonly Objection[], file: string): readonly string[] {
  return objections.filter((objection) => objection.file === file).map(({ rule }) => rule);
}
