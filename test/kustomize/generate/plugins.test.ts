import { describe, expect, it } from "vitest";
import { readGeneratorPlugin } from "#shared/kustomize/generate/generator-args.ts";
import { iamPolicy, readIamPolicy } from "#shared/kustomize/generate/iam-policy.ts";
import { fieldsOf } from "./generating.ts";

const path = "generator.yaml";

describe("a generator that is a plugin", () => {
  const read = (text: string) => {
    const { reader, root } = fieldsOf(text, true);
    return {
      args: readGeneratorPlugin(reader, root, { kind: "ConfigMap", path }),
      failures: reader.failures,
    };
  };

  it("is named by its metadata, unless it says its own name", () => {
    const named = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: m, namespace: n-m}\n";
    expect(read(named).args).toMatchObject({ name: "m", namespace: "n-m" });
    expect(read(`${named}name: own\nnamespace: n-own\n`).args).toMatchObject({
      name: "own",
      namespace: "n-own",
    });
  });

  it("passes over what it does not know, the old env as well", () => {
    const { args, failures } = read("name: a\nenv: old\nenvs: [new]\nunknown: 1\n");
    expect(failures).toEqual([]);
    expect(args.envs.map(({ text }) => text)).toEqual(["new"]);
  });
});

describe("an IAMPolicyGenerator", () => {
  const made = (text: string) => {
    const { reader, root } = fieldsOf(text, true);
    const result = iamPolicy(readIamPolicy(reader, root, path));
    return result.ok ? result.value.manifest : result.failures;
  };
  const accounts = "serviceAccount: {name: gsa, projectId: project}\n";

  it("makes a ServiceAccount that may act as one of the cloud's", () => {
    expect(
      made(
        `kind: IAMPolicyGenerator\ncloud: gke\nkubernetesService: {name: ksa, namespace: ns}\n${accounts}`,
      ),
    ).toEqual({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: {
        annotations: { "iam.gke.io/gcp-service-account": "gsa@project.iam.gserviceaccount.com" },
        name: "ksa",
        namespace: "ns",
      },
    });
  });

  it("leaves the namespace out where none is given", () => {
    expect(made(`cloud: gke\nkubernetesService: {name: ksa}\n${accounts}`)).toMatchObject({
      metadata: { name: "ksa" },
    });
  });

  it("knows no other cloud, and needs names", () => {
    expect(made(`cloud: aws\nkubernetesService: {name: ksa}\n${accounts}`)).toMatchObject([
      {
        code: "build/iam-policy",
        subject: "generator.yaml:1",
        message: "cloud provider aws not supported yet",
      },
    ]);
    expect(made(`cloud: gke\n${accounts}`)).toMatchObject([
      { message: expect.stringContaining("has no metadata.name") },
    ]);
    expect(made("cloud: gke\nkubernetesService: {name: '['}\n")).toMatchObject([
      { code: "build/iam-policy" },
    ]);
  });
});
