import { describe, expect, it } from "vitest";
import { build } from "#shared/kustomize/build.ts";
import { built, callNames, configMap, failuresOf, filesOf, kustomization, type Tree } from "./tree.ts";
import { walkThroughTree } from "./walk-through-tree.ts";

describe("an overlay of the walk-through", () => {
  const production = built(walkThroughTree, "overlays/production");
  const { objects: manifests, origins, readSet } = production;
  const [deployment, , ingress] = manifests;

  it("gives every object its prefix and namespace, in the order of the base", () => {
    expect(callNames(production)).toEqual([
      "Deployment/production/prod-web-app",
      "Service/production/prod-web-app",
      "Ingress/production/prod-web-app",
    ]);
  });

  it("scales the deployment", () => {
    expect(deployment).toMatchObject({ spec: { replicas: 5 } });
  });

  it("lets the ingress find the renamed service", () => {
    expect(ingress).toMatchObject({
      spec: { rules: [{ http: { paths: [{ backend: { service: { name: "prod-web-app" } } }] } }] },
    });
  });

  it("knows where each object was declared", () => {
    expect(manifests.map((manifest) => origins.get(manifest))).toEqual([
      "base/deployment.yaml:1",
      "base/service.yaml:1",
      "base/ingress.yaml:1",
    ]);
  });

  it("has read what it was made of, and has looked for what would have made it ambiguous", () => {
    expect(readSet).toEqual({
      files: [
        "overlays/production/kustomization.yaml",
        "base/kustomization.yaml",
        "base/deployment.yaml",
        "base/service.yaml",
        "base/ingress.yaml",
      ],
      absent: [
        "overlays/production/kustomization.yml",
        "overlays/production/Kustomization",
        "base/kustomization.yml",
        "base/Kustomization",
      ],
      folders: [],
      remote: [],
    });
  });
});

describe("a path", () => {
  const tree: Tree = { "k8s/kustomization.yaml": kustomization(["a.yaml"]), "k8s/a.yaml": configMap("a") };

  it.each(["k8s", "./k8s", "./k8s/", "k8s//.", "x/../k8s"])("%s means the folder", (path) => {
    expect(callNames(built(tree, path))).toEqual(["ConfigMap/a"]);
  });

  it.each(["", ".", "./", "k8s/.."])("%j means the root", (path) => {
    expect(callNames(built({ "a.yaml": configMap("a") }, path))).toEqual(["ConfigMap/a"]);
  });

  it.each(["nowhere", "..", "../k8s", "/k8s", "k8s/a.yaml"])(
    "%s that is no folder of the repository fails",
    (path) => {
      expect(failuresOf(tree, path)).toMatchObject([
        { code: "build/path-missing", subject: path, message: "kustomization path not found" },
      ]);
    },
  );
});

describe("spec.targetNamespace", () => {
  it("wins over the root's namespace, and over that of what lies below", () => {
    const tree: Tree = {
      "kustomization.yaml": kustomization(["base"], "namespace: one\n"),
      "base/kustomization.yaml": kustomization(["a.yaml"], "namespace: two\n"),
      "base/a.yaml": configMap("a"),
    };
    expect(callNames(built(tree, "", { overlay: { targetNamespace: "mine" } }))).toEqual([
      "ConfigMap/mine/a",
    ]);
  });

  it("holds for a folder without a kustomization too", () => {
    expect(
      callNames(built({ "a.yaml": configMap("a") }, "", { overlay: { targetNamespace: "mine" } })),
    ).toEqual(["ConfigMap/mine/a"]);
  });
});

describe("a folder without a kustomization file", () => {
  const tree: Tree = {
    "k8s/b.yaml": configMap("b"),
    "k8s/a/z.yml": configMap("z"),
    "k8s/a.yaml": configMap("a"),
    "k8s/a-b/x.yaml": configMap("x"),
    "k8s/.hidden/h.yaml": configMap("h"),
    "k8s/notes.md": "not read",
    "k8s/app/kustomization.yml": kustomization(["only.yaml"], "namePrefix: app-\n"),
    "k8s/app/only.yaml": configMap("only"),
    "k8s/app/other.yaml": configMap("other"),
  };

  it("is built from every YAML file in it, in the order of the names", () => {
    expect(callNames(built(tree, "k8s"))).toEqual([
      "ConfigMap/h",
      "ConfigMap/z",
      "ConfigMap/x",
      "ConfigMap/a",
      "ConfigMap/app-only",
      "ConfigMap/b",
    ]);
  });

  it("has read the folders whose files it took, and not those that have a kustomization", () => {
    const { readSet } = built(tree, "k8s");
    expect(readSet.folders).toEqual(["k8s", "k8s/.hidden", "k8s/a", "k8s/a-b"]);
    expect(readSet.absent).toContain("k8s/a/kustomization.yaml");
    expect(readSet.absent).toContain("k8s/app/Kustomization");
    expect(readSet.files).not.toContain("k8s/notes.md");
  });

  it("gives nothing when there is nothing in it", () => {
    expect(built({ "k8s/notes.md": "" }, "k8s").objects).toEqual([]);
  });

  it("fails on YAML that is no Kubernetes object, and says where", () => {
    expect(
      failuresOf({ "k8s/a.yaml": configMap("a"), "k8s/values.yaml": "\nreplicas: 3\n" }, "k8s"),
    ).toMatchObject([{ code: "build/not-an-object", subject: "k8s/values.yaml:2" }]);
  });
});

describe("what kustomize overlooks", () => {
  it("is the case of a field's name", () => {
    const tree: Tree = {
      "kustomization.yaml": "Resources: [a.yaml]\nNAMEPREFIX: x-\n",
      "a.yaml": configMap("a"),
    };
    expect(callNames(built(tree, ""))).toEqual(["ConfigMap/x-a"]);
  });

  it("is a field that asks for nothing", () => {
    const tree: Tree = {
      "kustomization.yaml": "resources: [a.yaml]\npatches: []\nnamespace:\nvars: null\n",
      "a.yaml": configMap("a"),
    };
    expect(callNames(built(tree, ""))).toEqual(["ConfigMap/a"]);
  });
});

describe("a file that has not been fetched yet", () => {
  class NotFetched extends Error {}

  it("is reported by the one who knows it, untouched, and the build is simply run again", () => {
    const files = filesOf(walkThroughTree);
    const fetched = new Set<string>();
    const fetching = {
      list: files.list,
      read: (path: string) => {
        const bytes = files.read(path);
        if (bytes !== undefined && !fetched.has(path)) throw new NotFetched(path);
        return bytes;
      },
    };
    let result;
    while (result === undefined)
      try {
        result = build(fetching, "overlays/staging", {});
      } catch (error) {
        if (!(error instanceof NotFetched)) throw error;
        fetched.add(error.message);
      }
    expect(result).toEqual(build(files, "overlays/staging", {}));
    expect(fetched.size).toBe(5);
  });
});
