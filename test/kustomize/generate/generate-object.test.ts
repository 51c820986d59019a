import { describe, expect, it } from "vitest";
import { argsOf, generated } from "./generating.ts";

const messagesOf = (kustomization: string, files: Readonly<Record<string, string>> = {}) => {
  const result = generated(kustomization, files);
  return result.ok ? [] : result.failures.map(({ subject, message }) => `${subject}: ${message}`);
};

describe("a generator that fails", () => {
  it("tells of every source that is wrong, and where it is asked for", () => {
    const kustomization =
      "configMapGenerator:\n- name: a\n  literals:\n  - abc\n  files:\n  - gone\n- literals: [a=1]\n";
    expect(messagesOf(kustomization)).toEqual([
      "kustomization.yaml:4: loading KV pairs: invalid literal source abc, expected key=value",
      "kustomization.yaml:6: loading KV pairs: file sources: [gone]: no such file or directory: gone",
      "kustomization.yaml:7: a configmap must have a name",
    ]);
  });

  it("does not repeat what may be a secret", () => {
    const [message] = messagesOf("secretGenerator: [{name: a, literals: [hunter2]}]\n");
    expect(message).toBe(
      "kustomization.yaml:1: loading KV pairs: invalid literal source [secret], expected key=value",
    );
  });

  it("names the line of an env file that is no text", () => {
    const args = { name: "a", kustomization: "configMapGenerator: [{name: a, envs: [e]}]\n" };
    const result = generated(args.kustomization, { e: Uint8Array.from([65, 10, 255]) });
    expect(result).toMatchObject({
      failures: [{ message: "loading KV pairs: env source files: [e]: its line 2 has invalid utf8 bytes" }],
    });
  });

  it("stops counting at a hundred", () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `${index}=x\n`).join("");
    expect(messagesOf("configMapGenerator: [{name: a, envs: [e]}]\n", { e: lines })).toHaveLength(100);
  });
});

describe("what a generator is told", () => {
  it("is read with where each source stands, the old env behind the others", () => {
    const result = argsOf(
      "configMapGenerator:\n- name: a\n  env: old\n  envs:\n  - new\n  behavior: merge\n",
    );
    expect(result).toMatchObject({
      value: [
        {
          name: "a",
          behavior: "merge",
          origin: "kustomization.yaml:2",
          envs: [
            { text: "new", origin: "kustomization.yaml:5" },
            { text: "old", origin: "kustomization.yaml:3" },
          ],
        },
      ],
    });
  });
});
