import { describe, expect, it } from "vitest";
import { at, isSuccess, refusalIn, textAt } from "#shared/kube/status.ts";
import type { Json } from "#shared/model/json.ts";

const answer = (status: number, body: Json = null) => ({ status, body, serverTime: undefined });

describe("an answer of the API server", () => {
  it.each([
    [200, true],
    [201, true],
    [299, true],
    [304, false],
    [404, false],
    [0, false],
  ])("with status %d is a success: %s", (status, success) => {
    expect(isSuccess(answer(status))).toBe(success);
  });

  it.each<[string, Json, string]>([
    ["reason and message", { reason: "NotFound", message: "no such thing" }, "NotFound: no such thing"],
    ["a message alone", { message: "no such thing" }, "HTTP 404: no such thing"],
    ["an empty reason", { reason: "", message: "no such thing" }, "HTTP 404: no such thing"],
    ["a reason alone", { reason: "NotFound" }, "NotFound"],
    ["plain text", "404 page not found", "HTTP 404"],
    ["nothing", null, "HTTP 404"],
  ])("that refuses with %s is repeated in its own words", (_what, body, words) => {
    expect(refusalIn(answer(404, body))).toBe(words);
  });
});

describe("a member deep within", () => {
  const object = { metadata: { labels: { team: "shop" }, generation: 1 }, list: [{ a: 1 }] };
  it("is found where the way leads", () => {
    expect(at(object, "metadata", "labels", "team")).toBe("shop");
    expect(at(object)).toEqual(object);
  });

  it("is nothing where the way ends", () => {
    expect(at(object, "metadata", "annotations", "team")).toBeUndefined();
    expect(at(object, "metadata", "generation", "team")).toBeUndefined();
    expect(at(object, "list", "0")).toBeUndefined();
    expect(at(undefined, "a")).toBeUndefined();
  });

  it("is an empty text where there is none", () => {
    expect([textAt(object, "metadata", "generation"), textAt(object, "nowhere")]).toEqual(["", ""]);
  });
});
