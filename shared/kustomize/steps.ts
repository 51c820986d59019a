import type { TransformerConfig } from "./config/transformer-config.ts";
import { image, imageTexts } from "./image.ts";
import type { Kustomization } from "./kustomization.ts";
import { labelMarks } from "./labels.ts";
import { marks } from "./marks.ts";
import { namePrefix, nameSuffix } from "./name-affix.ts";
import { inNamespace } from "./namespace.ts";
import { jsonPatch } from "./patch/json-patch.ts";
import { patch } from "./patch/patch.ts";
import type { Patching } from "./patch/patching.ts";
import { strategicMergePatches } from "./patch/strategic-merge-patches.ts";
import { replicas } from "./replicas.ts";
import { replacements } from "./replace/replacements.ts";
import type { MergingTransformer } from "./transformer.ts";
import type { Workshop } from "./workshop.ts";

/** One step of a build, and the kind of plugin that kustomize knows it as. */
export type Step = { readonly kind: string; readonly transform: MergingTransformer };

/**
 * What a kustomization does to everything that it has gathered, in order. What cannot be prepared is noted.
 * Upstream: api/internal/target/kusttarget_configplugin.go `configureBuiltinTransformers`
 */
export function stepsOf(
  shop: Patching["shop"],
  kustomization: Kustomization,
  config: TransformerConfig,
): readonly Step[] {
  const { folder } = kustomization;
  const patching = { shop, folder };
  return [
    ...all("PatchStrategicMergeTransformer", oneFor(kustomization.patchesStrategicMerge), (entries) =>
      strategicMergePatches(entries, patching),
    ),
    ...all("PatchTransformer", kustomization.patches, (entry) => patch(entry, patching)),
    ...all("NamespaceTransformer", given(kustomization.namespace), (namespace) =>
      inNamespace(namespace, { fields: config.namespace }),
    ),
    ...all("PrefixTransformer", given(kustomization.namePrefix), (prefix) =>
      namePrefix(prefix, config.namePrefix),
    ),
    ...all("SuffixTransformer", given(kustomization.nameSuffix), (suffix) =>
      nameSuffix(suffix, config.nameSuffix),
    ),
    ...labelSteps(shop, kustomization, config),
    ...all("AnnotationsTransformer", pairsIn(kustomization.commonAnnotations), (pairs) =>
      marks({ pairs, fields: config.commonAnnotations }),
    ),
    ...all("PatchJson6902Transformer", kustomization.patchesJson6902, (entry) => jsonPatch(entry, patching)),
    ...all("ReplicaCountTransformer", kustomization.replicas, (replica) =>
      replicas(replica, config.replicas),
    ),
    ...imageSteps(kustomization, config),
    ...all("ReplacementTransformer", oneFor(kustomization.replacements), replacements),
  ];
}

function imageSteps(
  { images, imageTags }: Kustomization,
  { images: fields }: TransformerConfig,
): readonly Step[] {
  const texts = imageTexts(fields);
  return all("ImageTagTransformer", [...images, ...imageTags], (entry) => image(entry, fields, texts));
}

/** `make` notes why it makes nothing. */
function all<T>(
  kind: string,
  entries: readonly T[],
  make: (entry: T) => MergingTransformer | undefined,
): readonly Step[] {
  return entries.flatMap((entry) => {
    const transform = make(entry);
    return transform === undefined ? [] : [{ kind, transform }];
  });
}

function given(text: string): readonly string[] {
  return text === "" ? [] : [text];
}

/** All of them in one step. */
function oneFor<T>(entries: readonly T[]): readonly (readonly T[])[] {
  return entries.length === 0 ? [] : [entries];
}

type Pairs = Readonly<Record<string, string>>;

function pairsIn(pairs: Pairs): readonly Pairs[] {
  return Object.keys(pairs).length === 0 ? [] : [pairs];
}

/** With either kind of labels there, upstream runs one more step for the common ones. */
function labelSteps(
  { failures }: Pick<Workshop, "failures">,
  { labels, commonLabels }: Kustomization,
  config: TransformerConfig,
): readonly Step[] {
  if (labels.length === 0 && Object.keys(commonLabels).length === 0) return [];
  const own = all("LabelTransformer", labels, (entry) => {
    const found = labelMarks(entry, config);
    if (!("code" in found)) return marks(found);
    failures.push(found);
    return undefined;
  });
  const transform = marks({ pairs: commonLabels, fields: config.commonLabels });
  return [...own, { kind: "LabelTransformer", transform }];
}
