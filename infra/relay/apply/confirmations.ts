import { CONFIRM_PRUNE } from "#shared/diff/mass-prune.ts";
import { textAt } from "#shared/kube/status.ts";
import type { Json } from "#shared/model/json.ts";
import type { Mirror } from "#shared/wire/mirror.ts";

/** What people have confirmed by annotation: it goes to the edge along with the Kustomizations. */
export class Confirmations {
  readonly #shown = new Map<string, string>();

  /** Whether a Kustomization confirms something that the edge has not been shown. It says so once. */
  isNews(kustomization: Json): boolean {
    const uid = textAt(kustomization, "metadata", "uid");
    const confirmed = confirmationOf(kustomization);
    if ((this.#shown.get(uid) ?? "") === confirmed) return false;
    this.#shown.set(uid, confirmed);
    return true;
  }

  /** The same message, with what each Kustomization in it confirms. */
  added(mirror: Mirror, objectOf: (uid: string) => Json | undefined): Mirror {
    const resources = mirror.resources.map((resource) => {
      const confirmed = resource.kind === "Kustomization" ? confirmationOf(objectOf(resource.uid)) : "";
      if (confirmed === "") return resource;
      this.#shown.set(resource.uid, confirmed);
      return { ...resource, confirmPrune: confirmed };
    });
    return { ...mirror, resources };
  }

  forget(uid: string): void {
    this.#shown.delete(uid);
  }
}

/** Anybody may write it: as long as no revision is, it is cut. */
function confirmationOf(kustomization: Json | undefined): string {
  return textAt(kustomization, "metadata", "annotations", CONFIRM_PRUNE).slice(0, 400);
}
