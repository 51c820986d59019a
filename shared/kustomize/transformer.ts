import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import type { Manifest } from "#shared/model/manifest.ts";

import type { Resource } from "./resource.ts";
import type { Schemas } from "./workshop.ts";

/** One step of a build. What it does not change it hands on as the very same object. */
export type Transformer = (resources: readonly Resource[]) => Result<readonly Resource[]>;

/** A step that may have to know how objects are merged. */
export type MergingTransformer = (
  resources: readonly Resource[],
  schemas: Schemas,
) => Result<readonly Resource[]>;

/** Says what is wrong with the manifest at hand. */
export type Complain = (message: string, remedy: string) => void;

/**
 * A step that looks at one object at a time. Everything it complains about is collected. What it has changed it
 * remembers: a step that is kept for later builds meets most objects again.
 */
export function eachResource(
  code: string,
  change: (resource: Resource, complain: Complain) => Resource,
): Transformer {
  const changedBy = new WeakMap<Resource, Resource>();
  return (resources) => {
    const failures: Failure[] = [];
    const changed = resources.map((resource) => {
      const known = changedBy.get(resource);
      if (known !== undefined) return known;
      const before = failures.length;
      const next = change(resource, (message, remedy) =>
        failures.push({ code, subject: resource.origin, message, remedy }),
      );
      if (next !== resource && failures.length === before) changedBy.set(resource, next);
      return next;
    });
    return failures.length > 0 ? failedWith(failures) : done(changed);
  };
}

/** A step that changes what objects say and not what they are called. */
export function eachManifest(
  code: string,
  change: (manifest: Manifest, complain: Complain) => Manifest,
): Transformer {
  return eachResource(code, (resource, complain) => {
    const manifest = change(resource.manifest, complain);
    return manifest === resource.manifest ? resource : { ...resource, manifest };
  });
}

/** One mistake is often met by many rules; once is enough. */
export function note(failures: Failure[], failure: Failure): void {
  const isKnown = failures.some(
    ({ subject, message }) => subject === failure.subject && message === failure.message,
  );
  if (!isKnown) failures.push(failure);
}
