import { fieldsOf, sortedSpecs } from "#shared/kustomize/field-spec.ts";
import { imageFields } from "#shared/kustomize/image.ts";
import {
  commonAnnotationFields,
  commonLabelFields,
  templateLabelFields,
} from "#shared/kustomize/mark-fields.ts";
import { nameReferences } from "#shared/kustomize/name-reference-table.ts";
import { namespaceFields } from "#shared/kustomize/namespace.ts";
import { replicaFields } from "#shared/kustomize/replicas.ts";
import { varReferences } from "#shared/kustomize/vars/var-reference-table.ts";

import type { TransformerConfig } from "./transformer-config.ts";

const ownName = fieldsOf({}, ["metadata/name"]);

/** What every kustomization begins with. Upstream: api/internal/konfig/builtinpluginconsts */
export const defaultConfig: TransformerConfig = {
  namePrefix: ownName,
  nameSuffix: ownName,
  namespace: sortedSpecs(namespaceFields),
  commonLabels: sortedSpecs(commonLabelFields),
  labels: [],
  templateLabels: sortedSpecs(templateLabelFields),
  commonAnnotations: sortedSpecs(commonAnnotationFields),
  varReference: sortedSpecs(varReferences),
  images: imageFields,
  replicas: sortedSpecs(replicaFields),
  nameReference: nameReferences,
};
