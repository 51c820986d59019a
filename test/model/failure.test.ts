import { describe, expect, it } from "vitest";
import { done, failed, sentence, type Failure } from "#shared/model/failure.ts";

const failure: Failure = {
  code: "build/file-missing",
  subject: "k8s/kustomization.yaml:7",
  message: "names web.yaml, which is not there",
  remedy: "Commit it, or take the line out.",
};

describe("a failure as a sentence", () => {
  it("says what it happened to, what happened and what to do", () => {
    expect(sentence(failure)).toBe(
      "k8s/kustomization.yaml:7: names web.yaml, which is not there. Commit it, or take the line out.",
    );
  });

  it("ends where there is nothing to do", () => {
    expect(sentence({ ...failure, remedy: "" })).toBe(
      "k8s/kustomization.yaml:7: names web.yaml, which is not there",
    );
  });
});

describe("a result", () => {
  it("is what was asked for, or all that stood in its way", () => {
    expect(done(1)).toEqual({ ok: true, value: 1 });
    expect(failed(failure, failure)).toEqual({ ok: false, failures: [failure, failure] });
  });
});
