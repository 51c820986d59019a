import { isContainer, memberIn, withMember, type Container } from "./json-container.ts";
import { Refusal } from "./refusal.ts";

/** Where a JSON pointer leads: to a member that is there or may be added, and back to the document. */
export type Spot = {
  readonly container: Container;
  /** Of the member, in its container. */
  readonly name: string;
  /** How many containers it is inside of. */
  readonly depth: number;
  /** The document with another container in the place of this one. */
  readonly documentWith: (container: Container) => Container;
};

/** No object that anyone applies is deeper, and what is handed on must not be. */
export const deepest = 1_000;

/**
 * Follows `/spec/ports/0`; undefined when a container on the way is missing. Whatever stands before the first "/" does
 * not count, and without one there is no member to be found.
 * Upstream: gopkg.in/evanphx/json-patch.v4 `findObject`
 */
export function spotAt(document: Container, path: string): Spot | undefined {
  const [, ...steps] = path.split("/").map(unescaped);
  const name = steps.pop();
  if (name === undefined) return undefined;
  if (steps.length > deepest) throw new Refusal(`a path of ${steps.length} steps is too long`);
  let spot: Spot = { container: document, name, depth: 1, documentWith: (container) => container };
  for (const step of steps) {
    const inner = isThere(spot.container, step) ? memberIn(spot.container, step) : undefined;
    if (!isContainer(inner)) return undefined;
    const { container: outer, depth, documentWith } = spot;
    spot = {
      container: inner,
      name,
      depth: depth + 1,
      documentWith: (container) => documentWith(withMember(outer, step, container)),
    };
  }
  return spot;
}

function unescaped(part: string): string {
  return part.replace(/~[01]/g, (found) => (found === "~1" ? "/" : "~"));
}

/** Whether looking for a member is no mistake: only a list can be asked for what it cannot have. */
export function isThere(container: Container, name: string): boolean {
  try {
    memberIn(container, name);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
