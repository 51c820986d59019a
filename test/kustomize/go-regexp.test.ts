import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "#shared/kustomize/go-regexp.ts";

describe("a pattern of Go's", () => {
  it.each([
    ["^a.c$", "abc", true],
    ["^a.c$", "a\nc", false],
    ["b", "abc", true],
    ["^(ab|cd)*$", "abcdab", true],
    ["^(ab|cd)*$", "abc", false],
    ["^a{2,3}$", "aa", true],
    ["^a{2,3}$", "aaaa", false],
    ["^a{2,}$", "aaaaa", true],
    ["^a{,3}$", "a{,3}", true],
    ["^[a-c_.-]+$", "a.c-_", true],
    ["^[^a-c]+$", "xyz", true],
    ["^[^a-c]$", "", false],
    ["^[[:alpha:]\\d]+$", "ab12", true],
    ["^\\w+\\.\\S$", "a_1.x", true],
    ["(?i)^WEB$", "web", true],
    ["^(?P<first>a)(?:b)(?<third>c)$", "abc", true],
    ["\\bweb\\b", "the web app", true],
    ["\\bweb\\b", "website", false],
    ["^\\x41\\x{e9}$", "Aé", true],
    ["^a*?b+?$", "aab", true],
    ["", "anything", true],
  ])("%s on %j says %s", (source, text, expected) => {
    expect(compilePattern(source)?.(text)).toBe(expected);
  });

  it.each(["(", "a)", "[a", "*a", "a**", "a{1001}", "a{3,2}", "[b-a]", "\\", "\\8", "(?=a)", "\\pL"])(
    "%s is none, or one that is not wanted",
    (source) => {
      expect(compilePattern(source)).toBeUndefined();
    },
  );

  it("cannot be made to run for long", () => {
    const started = performance.now();
    expect(compilePattern("^(a+)+(a|aa)*$")?.(`${"a".repeat(3_000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(compilePattern("((a{1000}){1000}){1000}")).toBeUndefined();
  });

  it("means what JavaScript's means, where both know it", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^b]", "(a|b)", "(ab)", "(|a)");
    const source = fc
      .array(fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{0,2}")), { maxLength: 5 })
      .map((parts) => parts.flat().join(""));
    const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }).map((chars) => chars.join(""));
    fc.assert(
      fc.property(source, text, fc.boolean(), (source, text, whole) => {
        const pattern = whole ? `^${source}$` : source;
        expect(compilePattern(pattern)?.(text)).toBe(new RegExp(pattern, "s").test(text));
      }),
      { numRuns: 500 },
    );
  });
});
