/** What the options of `plumb build` ask for, as commander names them. */
export type BuildFlags = {
  readonly reorder?: "none" | "legacy";
  readonly loadRestrictor: "LoadRestrictionsRootOnly" | "LoadRestrictionsNone";
  readonly enableManagedbyLabel?: boolean;
  /** False when `--no-remote` was given. */
  readonly remote: boolean;
  readonly output?: string;
};
