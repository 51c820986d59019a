import { describe, expect, it } from "vitest";
import { changeLog } from "#shared/model/change-log.ts";
import { keyOf } from "#shared/model/object-ref.ts";

const key = (kind: string, name: string, namespace = "default") =>
  keyOf({ group: "", kind, namespace, name });

describe("a change log", () => {
  it("has a line for each object that changed, in the order in which they did", () => {
    const results = [
      { key: key("Namespace", "shop", ""), action: "created" },
      { key: key("ConfigMap", "a"), action: "configured" },
      { key: key("Secret", "b"), action: "deleted" },
    ];
    expect(changeLog(results)).toBe(
      "Namespace/shop created\nConfigMap/default/a configured\nSecret/default/b deleted",
    );
  });

  it.each(["unchanged", "skipped", "failed"])("says nothing of what is %s", (action) => {
    expect(changeLog([{ key: key("ConfigMap", "a"), action }])).toBe("");
  });
});
