import { nameOf, refOf, type RefKey } from "./object-ref.ts";

/** What was done to which object; the lines of Flux's change log. */
export type Changed = { readonly key: RefKey; readonly action: string };

const worthTelling: ReadonlySet<string> = new Set(["created", "configured", "deleted"]);

/** `Deployment/default/web configured`, a line for each object that changed; "" when none did. */
export function changeLog(results: readonly Changed[]): string {
  return results
    .filter(({ action }) => worthTelling.has(action))
    .map(({ key, action }) => `${nameOf(refOf(key))} ${action}`)
    .join("\n");
}
