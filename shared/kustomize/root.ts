import { done, type Result } from "#shared/model/failure.ts";

import { findKustomization } from "./find-kustomization.ts";
import { generatedKustomization } from "./generated-kustomization.ts";
import { emptyKustomization, type Kustomization } from "./kustomization.ts";
import { withOverlay, type Overlay } from "./overlay.ts";
import { recalled, type Workshop } from "./workshop.ts";

type Place = Pick<Workshop, "loading" | "memory">;

/** The kustomization that a build begins with. Undefined when there is no such folder. */
export function rootOf(
  place: Place,
  folder: string,
  overlay: Overlay | undefined,
): Result<Kustomization> | undefined {
  const found = findKustomization(place, folder);
  if (found === undefined) {
    const generated = generatedKustomization(place.loading.files, folder);
    if (generated === undefined || overlay === undefined) return generated && done(generated);
    return rewritten(place, generated, overlay);
  }
  if (overlay === undefined) return found;
  const written = found.ok ? found : orEmpty(found, folder);
  if (!written.ok) return written;
  return rewritten(place, withOriginsIfBare(place, written.value), overlay);
}

function rewritten(place: Place, kustomization: Kustomization, overlay: Overlay): Result<Kustomization> {
  const what = `the same with ${JSON.stringify(overlay)}`;
  return recalled(place, { what, of: kustomization }, (loading) =>
    withOverlay(loading, kustomization, overlay),
  );
}

/** kustomize refuses one that asks for nothing. Flux adds to it before kustomize sees it. */
function orEmpty(found: Result<Kustomization>, folder: string): Result<Kustomization> {
  if (found.ok) return found;
  const [only, ...others] = found.failures;
  const isEmpty = only?.code === "build/kustomization-empty" && others.length === 0;
  return isEmpty ? done(emptyKustomization(only.subject, folder)) : found;
}

/** What Flux adds to a kustomization file without `resources`, so that none is empty. `bases` do not count. */
function withOriginsIfBare(place: Place, kustomization: Kustomization): Kustomization {
  if (kustomization.resources.length > 0) return kustomization;
  return recalled(place, { what: "the same with origins", of: kustomization }, () => ({
    ...kustomization,
    buildMetadata: ["originAnnotations"],
  }));
}
