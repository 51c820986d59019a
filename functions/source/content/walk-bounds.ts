/** A tree that cannot be read, or has more in it than anybody reads: a mistake, or an attack. The message is for its author. */
export class TreeUnreadable extends Error {}

/** Linux ends a path at 4,096 bytes. */
const mostDepth = 512;
const mostEntries = 1_000_000;

/** Counts what a walk through a tree passes, and ends one that would never end. */
export class WalkBounds {
  #left = mostEntries;

  enter(path: string, { depth, entries }: { readonly depth: number; readonly entries: number }): void {
    if (depth > mostDepth)
      throw new TreeUnreadable(`${path.slice(0, 100)}…: folders lie more than ${mostDepth} deep`);
    this.#left -= entries;
    if (this.#left < 0) throw new TreeUnreadable(`there are more than ${mostEntries} files and folders`);
  }
}
