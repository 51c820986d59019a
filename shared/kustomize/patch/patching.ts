import type { Failure } from "#shared/model/failure.ts";
import type { Workshop } from "#shared/kustomize/workshop.ts";

/** Where a patch is asked for: what a kustomization in a folder works with. */
export type Patching = {
  readonly shop: Pick<Workshop, "loading" | "failures">;
  readonly folder: string;
};

/** Notes why there is no patch. */
export function refuse({ shop }: Patching, failure: Failure): undefined {
  shop.failures.push(failure);
}
