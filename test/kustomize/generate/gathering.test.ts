import { describe, expect, it } from "vitest";
import { renamed, resourceOf, type Resource } from "#shared/kustomize/resource.ts";
import { done, type Result } from "#shared/model/failure.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import { finished, generated } from "./generating.ts";

const base =
  "configMapGenerator: [{name: a, literals: [x=1, z=1], options: {labels: {l: base, b: base}, annotations: {note: base}, immutable: true}}]\n";
const over = (behavior: string, name = "a") =>
  `configMapGenerator: [{name: ${name}, behavior: ${behavior}, literals: [x=2, w=2], options: {labels: {l: over}}}]\n`;

/** What one kustomization makes of what another has made. */
const layered = (first: Result<readonly Resource[]>, second: string): Result<readonly Resource[]> =>
  first.ok ? generated(second, {}, first.value) : first;

const named = (result: Result<readonly Resource[]>, name: string): Result<readonly Resource[]> =>
  result.ok
    ? done(
        result.value.map((resource) => {
          const { manifest } = resource;
          return renamed(resource, { ...manifest, metadata: { ...manifest.metadata, name } });
        }),
      )
    : result;

const written = (yaml: string): Result<readonly Resource[]> => {
  const reading = readManifests(new TextEncoder().encode(yaml));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return done(reading.manifests.map(({ manifest, line }) => resourceOf(manifest, `r.yaml:${line}`)));
};

const only = (result: Result<readonly Resource[]>): unknown => {
  const manifests = finished(result);
  return manifests.ok ? manifests.value[0] : manifests.failures;
};

describe("a generator that merges", () => {
  it("adds to data, labels and annotations, and wins; nothing else of the old one stays", () => {
    expect(only(layered(generated(base), over("merge")))).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "a-g82c8mhcmk",
        labels: { l: "over", b: "base" },
        annotations: { note: "base" },
      },
      data: { x: "2", z: "1", w: "2" },
    });
  });

  it("finds what has been renamed, by either name", () => {
    for (const name of ["a", "p-a"])
      expect(only(layered(named(generated(base), "p-a"), over("merge", name)))).toMatchObject({
        metadata: { name: "p-a-g82c8mhcmk" },
        data: { z: "1", w: "2" },
      });
  });

  it("takes no namespace for the one called default, and no other", () => {
    const into = (namespace: string) =>
      layered(
        generated(`configMapGenerator: [{name: a, namespace: ${namespace}, literals: [x=1]}]\n`),
        "configMapGenerator: [{name: a, behavior: merge, literals: [w=1]}]\n",
      );
    expect(only(into("default"))).toMatchObject({
      metadata: { namespace: "default" },
      data: { x: "1", w: "1" },
    });
    expect(into("other")).toMatchObject({ ok: false });
  });

  it("makes text of what a ConfigMap of the user's says, and hashes nothing then", () => {
    const old = written(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, finalizers: [f], labels: {l: 1}}\ndata: {x: 1, z: }\nimmutable: true\n",
    );
    expect(only(layered(old, "configMapGenerator: [{name: a, behavior: merge, literals: [w=2]}]\n"))).toEqual(
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a", labels: { l: "1" } },
        data: { x: "1", z: "", w: "2" },
      },
    );
  });

  it("gives a Secret its own type, or Opaque", () => {
    const old = generated("secretGenerator: [{name: a, literals: [x=1], type: t}]\n");
    expect(only(layered(old, "secretGenerator: [{name: a, behavior: merge}]\n"))).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a-bf2648c599" },
      type: "Opaque",
      data: { x: "MQ==" },
    });
  });

  it("still comes from where the old one came from; a replacement does not", () => {
    const old = written("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    expect(layered(old, over("merge"))).toMatchObject({ value: [{ origin: "r.yaml:1" }] });
    expect(layered(old, over("replace"))).toMatchObject({ value: [{ origin: "kustomization.yaml:1" }] });
  });
});

describe("a generator that replaces", () => {
  it("keeps labels and annotations, and no data", () => {
    expect(only(layered(generated(base), over("replace")))).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "a-424b9t46k4",
        labels: { l: "over", b: "base" },
        annotations: { note: "base" },
      },
      data: { x: "2", w: "2" },
    });
  });
});

describe("a hash in the name", () => {
  const silent = "configMapGenerator: [{name: a, literals: [x=1], options: {disableNameSuffixHash: true}}]\n";
  const silentOver = silent.replace("name: a", "name: a, behavior: merge");

  it("is there only when every generator wants it", () => {
    expect(only(layered(generated(silent), over("merge")))).toMatchObject({ metadata: { name: "a" } });
    expect(only(layered(generated(base), silentOver))).toMatchObject({ metadata: { name: "a" } });
  });

  it("can be asked for by an annotation, which must not be dropped on the way either", () => {
    const old = written(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}}\n",
    );
    expect(only(old)).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a-6ct58987ht" } });
    expect(only(layered(old, "configMapGenerator: [{name: a, behavior: merge, literals: [z=2]}]\n"))).toEqual(
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a-4f2cbbmfmh" },
        data: { z: "2" },
      },
    );
    expect(only(layered(old, silentOver))).toMatchObject({ metadata: { name: "a" } });
  });

  it("is refused for other kinds, whose layout kustomize would hash", () => {
    const old = written(
      "apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}}\n",
    );
    expect(finished(old)).toMatchObject({ failures: [{ code: "build/name-hash", subject: "r.yaml:1" }] });
  });
});

describe("what cannot be joined is refused", () => {
  it("for a name that is taken", () => {
    const result = layered(generated(base), "configMapGenerator: [{name: a}]\n");
    expect(result).toMatchObject({
      failures: [
        {
          code: "build/generator-clash",
          message:
            'id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"ConfigMap", isClusterScoped:false}, Name:"a", Namespace:""} exists; can not use behavior: \'unspecified\', behavior must be merge or replace. It is declared at kustomization.yaml:1',
        },
      ],
    });
  });

  it("for a name that was another's once", () => {
    const result = layered(named(generated(base), "a-b"), "configMapGenerator: [{name: a}]\n");
    expect(result).toMatchObject({ failures: [{ code: "build/generator-clash" }] });
  });

  it("for a name that nothing has", () => {
    expect(generated(over("merge"))).toMatchObject({
      failures: [
        {
          code: "build/generator-unmatched",
          subject: "kustomization.yaml:1",
          message:
            'id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"ConfigMap", isClusterScoped:false}, Name:"a", Namespace:""} does not exist; cannot merge or replace',
        },
      ],
    });
  });

  it("for a name that two have had", () => {
    const two = generated("configMapGenerator: [{name: a}, {name: b}]\n");
    const result = layered(named(named(two, "c"), "d"), "configMapGenerator: [{name: c, behavior: merge}]\n");
    expect(result).toMatchObject({ failures: [{ code: "build/generator-ambiguous" }] });
  });
});
