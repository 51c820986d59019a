import { documents, object, one, refused, type Chapter } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { deployment, service } from "./shop.ts";

const shop = `${deployment}---\n${service}`;
const port =
  "vars:\n- {name: PORT, objref: {apiVersion: v1, kind: Service, name: shop}, fieldref: {fieldpath: 'spec.ports[0].port'}}\n";
const name = "- {name: NAME, objref: {apiVersion: v1, kind: Service, name: shop}}\n";

/** The old way to put values into fields. */
export const vars: Chapter = {
  name: "vars",
  stories: [
    one("a field's value, and the name where no field is said", shop, `${port}${name}`),
    one(
      "a name is what the object is called in the end",
      shop,
      `namePrefix: p-\nnameSuffix: -s\n${port}${name}`,
    ),
    one("what nobody has defined stays as it is", shop, port),
    one(
      "dollars that are doubled, alone or unclosed",
      object(
        "v1 Pod",
        "a",
        "spec: {containers: [{name: c, command: ['$$(PORT)', '$(PORT', '$PORT', '$()', '$', 'a$(PORT)b$(PORT)', '$$$(PORT)', '$(port)'], args: ['$(PORT)']}]}\n",
      ).concat("---\n", service),
      port,
    ),
    one(
      "a value that is a number stays one when it stands alone",
      documents(
        service,
        object(
          "v1 Pod",
          "a",
          "spec: {containers: [{name: c, ports: [{containerPort: $(PORT)}], env: [{name: P, value: $(PORT)}]}]}\n",
        ),
      ),
      port,
    ),
    {
      shows: "a generated ConfigMap, by its name with the hash",
      files: {
        "kustomization.yaml": kustomization(
          ["a.yaml"],
          "configMapGenerator: [{name: cfg, literals: [greeting=hello]}]\nvars:\n- {name: CFG, objref: {apiVersion: v1, kind: ConfigMap, name: cfg}}\n- {name: HELLO, objref: {apiVersion: v1, kind: ConfigMap, name: cfg}, fieldref: {fieldpath: data.greeting}}\n",
        ),
        "a.yaml": object(
          "v1 Pod",
          "a",
          "spec: {containers: [{name: c, args: ['--cfg=$(CFG)', '$(HELLO) world']}]}\n",
        ),
      },
    },
    {
      shows: "vars of a base serve its overlay",
      files: {
        "kustomization.yaml": kustomization(["base", "a.yaml"], "namePrefix: top-\n"),
        "a.yaml": object("v1 Pod", "a", "spec: {containers: [{name: c, args: ['$(NAME):$(PORT)']}]}\n"),
        "base/kustomization.yaml": kustomization(["shop.yaml"], `namePrefix: base-\n${port}${name}`),
        "base/shop.yaml": shop,
      },
    },
    {
      shows: "a namespace tells which of two is meant",
      files: {
        "kustomization.yaml": kustomization(
          ["all.yaml"],
          "vars: [{name: X, objref: {apiVersion: v1, kind: ConfigMap, name: cfg, namespace: two}, fieldref: {fieldpath: data.x}}]\n",
        ),
        "all.yaml": documents(
          configMap("cfg", "  namespace: one\ndata: {x: one}\n"),
          configMap("cfg", "  namespace: two\ndata: {x: two}\n"),
          object("v1 Pod", "a", "spec: {containers: [{name: c, args: [$(X)]}]}\n"),
        ),
      },
    },
    {
      shows: "a configuration says where else vars may stand",
      files: {
        "kustomization.yaml": kustomization(["all.yaml"], `configurations: [c.yaml]\n${port}`),
        "c.yaml": "varReference: [{path: spec/port, kind: Thing}, {path: spec/deep/list}]\n",
        "all.yaml": documents(
          service,
          object(
            "example.com/v1 Thing",
            "t",
            "spec: {port: $(PORT), other: $(PORT), deep: {list: [a, $(PORT)]}}\n",
          ),
        ),
      },
    },
    refused(
      "build/var-value",
      "not found in corresponding resource",
      one("a field that the object has not", shop, port.replace("ports[0].port", "gone")),
    ),
    refused(
      "build/var-value",
      "cannot be mapped to a field in the set of known resources",
      one("an object that is not there", deployment, port),
    ),
    refused("build/var-collision", "var 'NAME' already encountered", {
      shows: "one name for two objects",
      files: {
        "kustomization.yaml": kustomization(["a", "b"]),
        "a/kustomization.yaml": kustomization(
          ["c.yaml"],
          "vars: [{name: NAME, objref: {apiVersion: v1, kind: ConfigMap, name: a}}]\n",
        ),
        "a/c.yaml": configMap("a"),
        "b/kustomization.yaml": kustomization(
          ["c.yaml"],
          "vars: [{name: NAME, objref: {apiVersion: v1, kind: ConfigMap, name: b}}]\n",
        ),
        "b/c.yaml": configMap("b"),
      },
    }),
  ],
};
