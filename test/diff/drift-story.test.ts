import { describe, expect, it } from "vitest";
import { driftStory, told, type Strayed } from "#shared/diff/drift-story.ts";
import { fieldText, valueAt } from "#shared/diff/field-path.ts";
import { lostFields } from "#shared/diff/lost-fields.ts";
import { takenFields } from "#shared/diff/taken-fields.ts";
import type { Json } from "#shared/model/json.ts";
import { keyOf } from "#shared/model/object-ref.ts";

const key = keyOf({ group: "apps", kind: "Deployment", namespace: "shop", name: "web" });
const web = { name: "web", image: "web:1", ports: [{ containerPort: 80 }] };
const desired: Json = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels: { "example.com/team": "shop" } },
  spec: { replicas: 5, template: { spec: { containers: [web] } } },
};
const container = ["f:spec", "f:template", "f:spec", "f:containers", 'k:{"name":"web"}'];
const at = "2026-01-01T14:02:09Z";
const replicas = { path: ["f:spec", "f:replicas"], manager: "kubectl-edit", at, value: "1" };

const tale = (change: Partial<Strayed>): string =>
  told(driftStory({ key, manager: "kubectl-edit", ...change }, desired));

describe("what is told of drift", () => {
  it("names manager, field, the value of Git, the value of the cluster, and the time", () => {
    expect(tale({ fields: [replicas] })).toBe(
      "Deployment/shop/web changed by kubectl-edit: spec.replicas 5 → 1 at 14:02 UTC",
    );
  });

  it("names each manager with the fields that he has taken", () => {
    const image = { path: [...container, "f:image"], manager: "helm", at, value: '"web:2"' };
    expect(tale({ fields: [replicas, image] })).toContain(
      "by kubectl-edit: spec.replicas 5 → 1; and by helm: spec.template.spec.containers[web].image web:1 → web:2",
    );
  });

  it("leaves out what Git does not declare, and what others hold with the value of Git", () => {
    const theirs = { ...replicas, path: ["f:spec", "f:paused"], value: "true" };
    expect(tale({ fields: [replicas, theirs, { ...replicas, value: "5" }] })).toBe(
      "Deployment/shop/web changed by kubectl-edit: spec.replicas 5 → 1 at 14:02 UTC",
    );
  });

  it("names what was removed, when nobody has another value", () => {
    const ours = JSON.stringify({
      "f:metadata": { "f:labels": { "f:example.com/team": {} } },
      "f:spec": {
        "f:template": {
          "f:spec": {
            "f:containers": {
              'k:{"name":"web"}': {
                ".": {},
                "f:name": {},
                "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} } },
              },
            },
          },
        },
      },
    });
    expect(tale({ manager: "", fields: [], ours, at })).toBe(
      "Deployment/shop/web changed by an unknown manager: spec.replicas removed, " +
        "spec.template.spec.containers[web].image removed at 14:02 UTC",
    );
  });

  it("shows nothing of a Secret's values", () => {
    const secret = keyOf({ group: "", kind: "Secret", namespace: "shop", name: "db" });
    const fields = [{ path: ["f:data", "f:password"], manager: "kubectl-edit", at, value: '"dGhlaXJz"' }];
    const story = driftStory({ key: secret, manager: "", fields }, { data: { password: "b3Vycw==" } });
    expect(story.text).toBe("Secret/shop/db changed by kubectl-edit: data.password");
  });

  it("says who it was where no more is known", () => {
    expect(tale({})).toBe("Deployment/shop/web changed by kubectl-edit");
    expect(tale({ manager: "" })).toBe("Deployment/shop/web changed by an unknown manager");
  });

  it("cuts long values and long lists", () => {
    const data = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`k${n}`, "x".repeat(300)]));
    const fields = Object.keys(data).map((name) => ({
      path: ["f:data", `f:${name}`],
      manager: "m",
      value: '"y"',
    }));
    const { text } = driftStory({ key, manager: "m", fields }, { data });
    expect(text.length).toBeLessThan(800);
    expect(text).toContain(" and 4 more");
  });
});

describe("a field of managedFields", () => {
  it.each<[string, readonly string[], Json | undefined]>([
    ["spec.replicas", ["f:spec", "f:replicas"], 5],
    ["metadata.labels[example.com/team]", ["f:metadata", "f:labels", "f:example.com/team"], "shop"],
    [
      "spec.template.spec.containers[web].ports[containerPort=80,protocol=TCP]",
      [...container, "f:ports", 'k:{"containerPort":80,"protocol":"TCP"}'],
      { containerPort: 80 },
    ],
    ["spec.finalizers[x]", ["f:spec", "f:finalizers", "v:x"], undefined],
    ["spec.replicas[0]", ["f:spec", "f:replicas", "i:0"], undefined],
    ["spec[nonsense]", ["f:spec", "k:nonsense"], undefined],
  ])("%s is read and found", (text, path, value) => {
    expect(fieldText(path)).toBe(text);
    expect(valueAt(desired, path)).toEqual(value);
  });

  it("of somebody else's is taken where we do not hold it too", () => {
    const entry = (manager: string, operation: string, fieldsV1: Json): Json => ({
      manager,
      operation,
      fieldsV1,
    });
    const managedFields = [
      entry("kustomize-controller", "Apply", { "f:spec": { "f:paused": {} } }),
      entry("kubectl-edit", "Update", { "f:spec": { "f:paused": {}, "f:replicas": {} } }),
      { manager: "hpa", operation: "Update", subresource: "status", fieldsV1: { "f:status": {} } },
    ];
    expect(takenFields({ metadata: { managedFields } })).toEqual([
      { path: ["f:spec", "f:replicas"], manager: "kubectl-edit", time: "" },
    ]);
    expect(takenFields({})).toEqual([]);
  });

  it("that our entry names is not lost, and what the API server drops never was", () => {
    const ours = { "f:data": { "f:a": {} }, "f:list": { "v:1": {} } };
    expect(lostFields({ kind: "ConfigMap", data: { a: "1" }, list: [1], none: {}, nil: null }, ours)).toEqual(
      [],
    );
    expect(lostFields({ data: { a: "1", b: "2" }, list: [1, 2] }, ours)).toEqual([
      ["f:data", "f:b"],
      ["f:list", "v:2"],
    ]);
  });
});
