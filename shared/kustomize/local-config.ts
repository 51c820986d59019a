import { done } from "#shared/model/failure.ts";

import type { Resource } from "./resource.ts";
import type { Transformer } from "./transformer.ts";

const marker = "config.kubernetes.io/local-config";

/**
 * Leaves out what is marked as configuration for the build alone.
 * Upstream: api/resource/factory.go `DropLocalNodes`
 */
export const dropLocalConfig: Transformer = (resources) => {
  const isForCluster = ({ manifest }: Resource): boolean => {
    const mark = manifest.metadata.annotations?.[marker];
    return mark === undefined || mark === "false";
  };
  return done(resources.every(isForCluster) ? resources : resources.filter(isForCluster));
};
