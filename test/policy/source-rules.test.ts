import { describe, expect, it } from "vitest";
import { parseIgnore } from "#shared/policy/ignore-pattern.ts";
import { keepsPath, sourceRules, type FolderRules } from "#shared/policy/source-rules.ts";

function rulesOf(...files: readonly (readonly [folder: string, text: string])[]): FolderRules {
  const patterns = files.flatMap(([folder, text]) => {
    const parsed = parseIgnore(text, { origin: "test", folder });
    return parsed.ok ? parsed.value : [];
  });
  const rules = sourceRules(patterns);
  if (!rules.ok) throw new Error(rules.failures[0]?.code);
  return rules.value;
}

describe("a source whose owner says nothing", () => {
  const rules = rulesOf();
  it.each(["logo.png", "docs/a.tar.gz", ".github/workflows/ci.yaml", "apps/.sops.yaml", "cloudbuild.yaml"])(
    "leaves %s out, as is customary",
    (path) => expect(keepsPath(rules, path, false)).toBe(false),
  );

  it("keeps the rest, .sourceignore itself among it", () => {
    expect(keepsPath(rules, "apps/web.yaml", false)).toBe(true);
    expect(keepsPath(rules, ".sourceignore", false)).toBe(true);
  });
});

describe("a source with a pattern of its own", () => {
  it.each(["*.md", "[", "/**", "!*.png"])("ends what is customary, even where it is only %s", (pattern) => {
    const rules = rulesOf(["", pattern]);
    expect(keepsPath(rules, "logo.png", false)).toBe(true);
    expect(keepsPath(rules, ".gitignore", false)).toBe(false);
  });

  it("does not when all it has are remarks and blank lines", () => {
    expect(keepsPath(rulesOf(["apps", "# nothing\n\n  \r\n"]), "logo.png", false)).toBe(false);
  });

  it("may keep one folder and nothing else, which is then known without looking", () => {
    const rules = rulesOf(["", "/*\n!/deploy"]);
    expect(keepsPath(rules, "deploy/web/a.yaml", false)).toBe(true);
    expect(keepsPath(rules, "src/deploy/a.yaml", false)).toBe(false);
    expect(rules.enter("src").below).toBe("none");
    expect(rules.enter("deploy").below).toBe("all");
  });

  it("keeps a file in a folder that is left out", () => {
    const rules = rulesOf(["", "docs/\n!docs/crd.yaml"]);
    expect(keepsPath(rules, "docs", true)).toBe(false);
    expect(keepsPath(rules, "docs/crd.yaml", false)).toBe(true);
    expect(rules.enter("docs").below).toBe("some");
  });
});

describe("patterns of several files", () => {
  const rules = rulesOf(["", "*.txt"], ["apps", "!a.txt\nlocal/"], ["", "/apps/b.yaml"]);
  it("hold below their own folder", () => {
    expect(keepsPath(rules, "apps/x/local", true)).toBe(false);
    expect(keepsPath(rules, "local", true)).toBe(true);
  });

  it("are stronger the later they come", () => {
    expect(keepsPath(rules, "apps/a.txt", false)).toBe(true);
    expect(keepsPath(rules, "apps/b.txt", false)).toBe(false);
    expect(keepsPath(rules, "apps/b.yaml", false)).toBe(false);
  });
});

it("rules that go by names alone are the same in every folder", () => {
  const rules = rulesOf(["", "*.md\n/README\nvendor/"]);
  expect(rules.enter("apps").key).toBe(rules.enter("infra").enter("base").key);
  expect(rules.enter("apps").key).not.toBe(rules.key);
});

describe("patterns from strangers", () => {
  it("are refused where one is longer than a path can be, with its line", () => {
    const parsed = parseIgnore(`*.md\n${"a".repeat(1_001)}`, {
      origin: "apps/.sourceignore",
      folder: "apps",
    });
    expect(parsed).toMatchObject({
      ok: false,
      failures: [{ code: "policy/ignore-line-too-long", subject: "apps/.sourceignore:2" }],
    });
  });

  it("are refused where there are too many, in one file or in all together", () => {
    const many = (count: number): ReturnType<typeof parseIgnore> =>
      parseIgnore("a\n".repeat(count), { origin: "spec.ignore", folder: "" });
    expect(many(5_001)).toMatchObject({ failures: [{ code: "policy/ignore-too-many-patterns" }] });
    const half = many(3_000);
    expect(half.ok && sourceRules([...half.value, ...half.value])).toMatchObject({ ok: false });
  });

  it("are refused where each name would take long, but not for being written in many files", () => {
    const costly = (at: number): string => `*[ab]?${at}*x`;
    const distinct = Array.from({ length: 200 }, (_, at) => ["", costly(at)] as const);
    expect(() => rulesOf(...distinct)).toThrow("policy/ignore-too-costly");
    const repeated = Array.from({ length: 200 }, (_, at) => [`apps/${at}`, costly(0)] as const);
    expect(keepsPath(rulesOf(...repeated), "apps/7/-ab0-x", false)).toBe(false);
  });

  it("take no longer than name and pattern are long", () => {
    const name = "a".repeat(4_000);
    for (const pattern of [
      "a*".repeat(499) + "b",
      "*a".repeat(499) + "b",
      "?*".repeat(400) + "b",
      "[a-z]*".repeat(160) + "b",
    ])
      expect(keepsPath(rulesOf(["", pattern]), name, false)).toBe(true);
    const nested = rulesOf(["", `${"**/a/".repeat(190)}b\n${"**/*/".repeat(190)}b`]);
    expect(keepsPath(nested, "a/".repeat(2_000), false)).toBe(true);
  });
});
