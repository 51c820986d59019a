import { describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/model/json.ts";
import { concerns, gitRefOf, refNameOf, revisionOf } from "#shared/model/source-ref.ts";

const oid = "c0ffee".padEnd(40, "0");
const all = { commit: oid, name: "refs/pull/1/head", semver: "1.x", tag: "v1", branch: "main" };

/** `spec.ref` with only the named fields of the above. */
const of = (...fields: readonly (keyof typeof all)[]): JsonObject => ({
  ref: Object.fromEntries(fields.map((field) => [field, all[field]])),
});

describe("which ref a GitRepository follows", () => {
  it.each([
    ["commit", of("commit", "name", "semver", "tag"), { type: "commit", oid }],
    ["name", of("name", "semver", "tag", "branch"), { type: "name", name: "refs/pull/1/head" }],
    ["semver", of("semver", "tag", "branch"), { type: "semver", range: "1.x" }],
    ["tag", of("tag", "branch"), { type: "tag", name: "v1" }],
    ["branch", of("branch"), { type: "branch", name: "main" }],
  ])("is %s before all that come after it", (_field, spec, ref) => {
    expect(gitRefOf(spec)).toEqual(ref);
  });

  it.each([{}, { ref: {} }, { ref: null }, { ref: { branch: "" } }, { ref: "main" }])(
    "is the branch master where %o says nothing",
    (spec) => {
      expect(gitRefOf(spec)).toEqual({ type: "branch", name: "master" });
    },
  );

  it("does not depend on how a commit's letters are written", () => {
    expect(gitRefOf({ ref: { commit: oid.toUpperCase() } })).toEqual({ type: "commit", oid });
  });
});

describe("a revision", () => {
  it.each([
    [of("branch"), "refs/heads/main", `main@sha1:${oid}`],
    [of("tag"), "refs/tags/v1", `v1@sha1:${oid}`],
    [of("name"), "refs/pull/1/head", `refs/pull/1/head@sha1:${oid}`],
    [of("commit"), undefined, `sha1:${oid}`],
    [of("commit", "branch"), undefined, `main@sha1:${oid}`],
    [of("semver"), "refs/tags/", `v1.2.0@sha1:${oid}`],
  ])("of %o is of the ref %s and reads %s", (spec, name, revision) => {
    const ref = gitRefOf(spec);
    expect([
      refNameOf(ref),
      revisionOf(ref, { oid, ...(ref.type === "semver" && { tag: "v1.2.0" }) }),
    ]).toEqual([name, revision]);
  });
});

describe("news of a ref", () => {
  it.each([
    ["refs/heads/main", of("branch"), true],
    ["refs/heads/main2", of("branch"), false],
    ["refs/tags/v9", of("semver"), true],
    ["refs/heads/v9", of("semver"), false],
    ["refs/heads/main", of("commit"), false],
  ])("of %s may concern who follows %o: %s", (name, spec, expected) => {
    expect(concerns(name, gitRefOf(spec))).toBe(expected);
  });
});
