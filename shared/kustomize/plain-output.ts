import { done } from "#shared/model/failure.ts";
import type { Manifest } from "#shared/model/manifest.ts";
import { holdsWrittenNumbers, withPlainNumbers } from "#shared/yaml/plain-numbers.ts";

import type { Transformer } from "./transformer.ts";

/** Manifests that are known to have no number but ordinary ones: what is built again is not looked through again. */
const ordinary = new WeakSet<Manifest>();

/** Forgets how numbers were written; only those remain that an ordinary number would falsify. */
export const withOrdinaryNumbers: Transformer = (resources) =>
  done(
    resources.map((resource) => {
      const manifest = looked(resource.manifest);
      return manifest === resource.manifest ? resource : { ...resource, manifest };
    }),
  );

function looked(manifest: Manifest): Manifest {
  if (isOrdinary(manifest)) return manifest;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- numbers alone are changed
  const plain = withPlainNumbers(manifest) as Manifest;
  isOrdinary(plain); // notes it, where it is
  return plain;
}

function isOrdinary(manifest: Manifest): boolean {
  if (ordinary.has(manifest)) return true;
  if (holdsWrittenNumbers(manifest)) return false;
  ordinary.add(manifest);
  return true;
}

/** Whether a built manifest is known to have ordinary numbers alone. */
export function hasOrdinaryNumbers(manifest: Manifest): boolean {
  return ordinary.has(manifest);
}
