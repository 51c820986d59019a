import { describe, expect, it } from "vitest";
import { configMap, failuresOf, kustomization, type Tree } from "./tree.ts";

describe("a build that fails", () => {
  it("tells of everything that is wrong, in one go", () => {
    const tree: Tree = {
      "kustomization.yaml": kustomization(["gone.yaml", "bad.yaml", "base"], "namePrefix: x-\n"),
      "bad.yaml": "a: [\n",
      "base/kustomization.yaml": "resorces: []\npatches:\n- path: p.yaml\n",
    };
    expect(failuresOf(tree, "").map(({ code, subject }) => [code, subject])).toEqual([
      ["build/resource-missing", "kustomization.yaml:1"],
      ["build/yaml-invalid", "bad.yaml:2"],
      ["build/unknown-field", "base/kustomization.yaml:1"],
    ]);
  });

  it.each([
    "https://example.com/a.yaml",
    "github.com/org/repo//path?ref=v1",
    "git@example.com:org/repo",
    "ssh://git@example.com/org/repo",
    "git::https://example.com/org/repo",
  ])("reads nothing remote: %s", (resource) => {
    expect(failuresOf({ "kustomization.yaml": kustomization([resource]) }, "")).toMatchObject([
      { code: "build/remote-resource", subject: "kustomization.yaml:1" },
    ]);
  });

  it.each(["../../a.yaml", "/etc/passwd"])("reads nothing outside the repository: %s", (resource) => {
    expect(failuresOf({ "k8s/kustomization.yaml": kustomization([resource]) }, "k8s")).toMatchObject([
      { code: "build/path-escapes" },
    ]);
  });

  it("says so when a kustomization comes back to itself, however far round", () => {
    const tree: Tree = {
      "a/kustomization.yaml": kustomization(["../b"]),
      "b/kustomization.yaml": kustomization(["../c"]),
      "c/kustomization.yaml": kustomization(["../a"]),
    };
    expect(failuresOf(tree, "a")).toMatchObject([{ code: "build/cycle", subject: "c/kustomization.yaml:1" }]);
    expect(failuresOf({ "a/b/kustomization.yaml": kustomization([".."]) }, "a/b")).toMatchObject([
      { code: "build/cycle" },
    ]);
  });

  it("says where both declarations of an object are", () => {
    const tree: Tree = {
      "kustomization.yaml": kustomization(["a.yaml", "b.yaml"]),
      "a.yaml": configMap("x"),
      "b.yaml": `${configMap("y")}---\n${configMap("x")}`,
    };
    const [failure] = failuresOf(tree, "");
    expect(failure).toMatchObject({ code: "build/duplicate-object", subject: "b.yaml:6" });
    expect(failure?.message).toBe(
      "may not add resource with an already registered id: ConfigMap.v1.[noGrp]/x.[noNs], declared at a.yaml:1",
    );
  });

  it.each([
    [
      "two kustomization files",
      { "kustomization.yaml": "resources: []", Kustomization: "resources: []" },
      "build/kustomization-ambiguous",
    ],
    [
      "an empty kustomization",
      { "kustomization.yaml": "kind: Kustomization\n" },
      "build/kustomization-empty",
    ],
    [
      "another kind",
      { "kustomization.yaml": "kind: Deployment\nresources: []\n" },
      "build/kustomization-type",
    ],
    [
      "another version",
      { "kustomization.yaml": "apiVersion: v1\nresources: []\n" },
      "build/kustomization-type",
    ],
    [
      "a folder that has none",
      { "kustomization.yaml": kustomization(["a"]), "a/b.yaml": configMap("b") },
      "build/kustomization-missing",
    ],
    [
      "a component as a resource",
      {
        "kustomization.yaml": kustomization(["a"]),
        "a/kustomization.yaml": "kind: Component\nresources: []\n",
      },
      "build/component-as-resource",
    ],
    [
      "a second document",
      { "kustomization.yaml": "resources: []\n---\nnamespace: x\n" },
      "build/yaml-invalid",
    ],
    ["text for a list", { "kustomization.yaml": "resources: a.yaml\n" }, "build/field-type"],
    [
      "an unquoted number for a tag",
      { "kustomization.yaml": "images:\n- name: nginx\n  newTag: 1.20\n" },
      "build/field-type",
    ],
    [
      "replicas of nobody",
      { "kustomization.yaml": "replicas:\n- name: web\n  count: 2\n" },
      "build/replicas-unmatched",
    ],
    ["a pattern that is none", { "kustomization.yaml": "images:\n- name: ng(inx\n" }, "build/image-pattern"],
  ] as const)("refuses %s", (_, tree, code) => {
    expect(failuresOf(tree, "").map((failure) => failure.code)).toEqual([code]);
  });

  it("asks whether a field was meant that is spelled alike", () => {
    const [failure] = failuresOf({ "kustomization.yaml": "resources: []\nnameprefx: x-\n" }, "");
    expect(failure).toMatchObject({ subject: "kustomization.yaml:2", remedy: 'Did you mean "namePrefix"?' });
  });

  it("names the inner field that it cannot honour", () => {
    const tree: Tree = { "kustomization.yaml": "images:\n- name: nginx\n  tag: v1\n" };
    expect(failuresOf(tree, "")).toMatchObject([
      {
        code: "build/unknown-field",
        subject: "kustomization.yaml:3",
        message: 'has the unknown field "images[0].tag"',
      },
    ]);
  });
});
