export type PackLimits = {
  readonly packBytes: number;
  readonly objectBytes: number;
  readonly objects: number;
  readonly deltaDepth: number;
  /** All objects of the pack together, inflated: what a small pack may cost us in time. */
  readonly inflatedBytes: number;
  /** Bases that must be kept at one moment while their deltas are resolved: what it may cost us in memory. */
  readonly heldBytes: number;
};

const mebibyte = 1 << 20;

export const packLimits: PackLimits = {
  packBytes: 64 * mebibyte,
  objectBytes: 16 * mebibyte,
  objects: 500_000,
  deltaDepth: 4_095, // git's own ceiling: pack.depth is cut to it
  inflatedBytes: 512 * mebibyte,
  heldBytes: 64 * mebibyte,
};

/** An object just beyond the limit is read all the same, only so that the failure can name it. */
export function nameable({ objectBytes }: PackLimits): number {
  return 2 * objectBytes;
}
