import { describe, expect, it } from "vitest";
import { beyondBounds } from "#functions/plan/build-bounds.ts";
import { MOST_OBJECTS } from "#shared/wire/job.ts";

const mebibyte = 1 << 20;

describe("a build", () => {
  it("of as much as one job can carry is applied", () => {
    expect(beyondBounds({ objects: MOST_OBJECTS, bytes: 20 * mebibyte })).toBeUndefined();
  });

  it("of more objects is refused, with what to do", () => {
    expect(beyondBounds({ objects: MOST_OBJECTS + 1, bytes: mebibyte })).toMatch(
      /20001 objects, more than the 20000 .*\. Split it/,
    );
  });

  it("of more bytes is refused, with what to do", () => {
    expect(beyondBounds({ objects: 1, bytes: 20 * mebibyte + 1 })).toMatch(
      /21 MiB together, more than the 20 MiB .*\. Split it/,
    );
  });
});
