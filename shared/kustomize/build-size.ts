import type { Entry } from "./kustomization.ts";
import type { Site } from "./site.ts";

/** Folders that name each other two by two double the work with every level, and a build must end. */
const most = 10_000;
const deepest = 100;

/** Whether one more kustomization may be built, named by a site's entry; noted if not. */
export function isOneMore({ shop, depth }: Site, { text, origin }: Entry): boolean {
  if (depth < deepest && ++shop.effort.kustomizations <= most) return true;
  shop.failures.push({
    code: "build/too-large",
    subject: origin,
    message: `names ${text}, one kustomization more than the ${most} in all, or ${deepest} one below the other, that are built`,
    remedy: "Name each folder once",
  });
  return false;
}
