import { readFieldSpecs, type FieldSpec } from "#shared/kustomize/field-spec.ts";
import { hashSuffix } from "#shared/kustomize/generate/hash-suffix.ts";
import { image, readImage } from "#shared/kustomize/image.ts";
import { marks } from "#shared/kustomize/marks.ts";
import { namePrefix, nameSuffix } from "#shared/kustomize/name-affix.ts";
import { inNamespace, type SubjectMode } from "#shared/kustomize/namespace.ts";
import { jsonPatch } from "#shared/kustomize/patch/json-patch.ts";
import { patchFields, patchOf } from "#shared/kustomize/patch/patch-entry.ts";
import { patch } from "#shared/kustomize/patch/patch.ts";
import { readSelector } from "#shared/kustomize/patch/select.ts";
import { strategicMergePatches } from "#shared/kustomize/patch/strategic-merge-patches.ts";
import { readReplica, replicas } from "#shared/kustomize/replicas.ts";
import type { Site } from "#shared/kustomize/site.ts";
import type { MergingTransformer, Transformer } from "#shared/kustomize/transformer.ts";

import type { Configuration } from "./configuration.ts";
import { replacementPlugin } from "./replacement-plugin.ts";
import { valueAddPlugin } from "./value-add.ts";

/** Undefined once it is noted, with the reader or the build, what is wrong. */
export type MakeTransformer = (configuration: Configuration) => MergingTransformer | undefined;

/** Upstream: api/internal/plugins/builtinhelpers/builtins.go `TransformerFactories` */
export const builtinTransformers: ReadonlyMap<string, MakeTransformer> = new Map(
  Object.entries<MakeTransformer>({
    AnnotationsTransformer: (given) => markPlugin("annotations", given),
    LabelTransformer: (given) => markPlugin("labels", given),
    HashTransformer: () => hashSuffix,
    ImageTagTransformer: ({ reader, field }) => {
      const members = reader.members(field, ["imageTag", "fieldSpecs"]);
      const asked = members.get("imageTag") ?? { ...field, value: {} };
      return image(readImage(reader, asked), readFieldSpecs(reader, members.get("fieldSpecs")));
    },
    NamespaceTransformer: namespacePlugin,
    PatchJson6902Transformer: ({ reader, field, origin, site }) => {
      const members = reader.members(field, ["target", "path", "jsonOp"]);
      const text = (name: string): string => reader.text(members.get(name));
      const target = readSelector(reader, members.get("target"));
      const no = { allowNameChange: false, allowKindChange: false };
      return jsonPatch(
        { target, path: text("path"), patch: text("jsonOp"), origin, ...no },
        patchingOf(site),
      );
    },
    PatchStrategicMergeTransformer: patchFilesPlugin,
    PatchTransformer: ({ reader, field, origin, site }) =>
      patch(patchOf(reader, reader.members(field, patchFields), origin), patchingOf(site)),
    PrefixTransformer: (given) => affixPlugin(given, (text, fields) => namePrefix(text("prefix"), fields)),
    SuffixTransformer: (given) => affixPlugin(given, (text, fields) => nameSuffix(text("suffix"), fields)),
    PrefixSuffixTransformer: (given) =>
      affixPlugin(given, (text, fields) => (resources) => {
        const prefixed = namePrefix(text("prefix"), fields)(resources);
        return prefixed.ok ? nameSuffix(text("suffix"), fields)(prefixed.value) : prefixed;
      }),
    ReplacementTransformer: replacementPlugin,
    ReplicaCountTransformer: ({ reader, field, origin }) => {
      const members = reader.members(field, ["replica", "fieldSpecs"]);
      const asked = members.get("replica") ?? { ...field, value: {} };
      const replica = { ...readReplica(reader, asked, origin), origin };
      return replicas(replica, readFieldSpecs(reader, members.get("fieldSpecs")));
    },
    ValueAddTransformer: valueAddPlugin,
  }),
);

function patchingOf({ shop, kustomization }: Site): Parameters<typeof patch>[1] {
  return { shop, folder: kustomization.folder };
}

function markPlugin(name: "labels" | "annotations", { reader, field }: Configuration): Transformer {
  const members = reader.members(field, [name, "fieldSpecs"]);
  const pairs = reader.texts(members.get(name));
  return marks({ pairs, fields: readFieldSpecs(reader, members.get("fieldSpecs")) });
}

type MakeAffix = (text: (name: string) => string, fields: readonly FieldSpec[]) => Transformer;

function affixPlugin(
  { reader, field, origin, site }: Configuration,
  make: MakeAffix,
): Transformer | undefined {
  const members = reader.members(field, ["prefix", "suffix", "fieldSpecs"]);
  const specs = members.get("fieldSpecs");
  if (specs !== undefined)
    return make((name) => reader.text(members.get(name)), readFieldSpecs(reader, specs));
  site.shop.failures.push({
    code: "build/plugin",
    subject: origin,
    message: "fieldSpecs is not expected to be nil",
    remedy: "Give it fieldSpecs: [{path: metadata/name}]",
  });
  return undefined;
}

const subjectModes: ReadonlyMap<string, SubjectMode> = new Map([
  ["", "defaultOnly"],
  ["defaultOnly", "defaultOnly"],
  ["allServiceAccounts", "allServiceAccounts"],
  ["none", "none"],
]);

function namespacePlugin({ reader, field, origin, site }: Configuration): Transformer | undefined {
  const members = reader.members(field, ["metadata", "fieldSpecs", "unsetOnly", "setRoleBindingSubjects"]);
  const metadata = reader.members(members.get("metadata"), ["namespace"]);
  const namespace = reader.text(metadata.get("namespace"));
  const mode = reader.text(members.get("setRoleBindingSubjects"));
  const subjects = subjectModes.get(mode);
  if (subjects === undefined) {
    site.shop.failures.push({
      code: "build/plugin",
      subject: origin,
      message: `invalid value "${mode}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
      remedy: "Write one of them",
    });
    return undefined;
  }
  if (namespace === "") return (resources) => ({ ok: true, value: resources });
  const fields = readFieldSpecs(reader, members.get("fieldSpecs"));
  return inNamespace(namespace, { fields, unsetOnly: reader.flag(members.get("unsetOnly")), subjects });
}

function patchFilesPlugin({ reader, field, origin, site }: Configuration): MergingTransformer | undefined {
  const members = reader.members(field, ["paths", "patches"]);
  const paths = reader.elements(members.get("paths")).map((one) => ({ text: reader.text(one), origin }));
  const inline = reader.text(members.get("patches"));
  if (paths.length > 0 || inline !== "")
    return strategicMergePatches(
      [...paths, ...(inline === "" ? [] : [{ text: inline, origin }])],
      patchingOf(site),
    );
  site.shop.failures.push({
    code: "build/plugin",
    subject: origin,
    message: "empty file path and empty patch content",
    remedy: "Give it paths, or patches",
  });
  return undefined;
}
