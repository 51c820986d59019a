export type PackLimits = {
  readonly packBytes: number;
  /** The largest object that is taken. A file beyond is left out; a folder or commit beyond is a failure. */
  readonly objectBytes: number;
  /** Larger files are passed over: whoever reads one asks for it by its name. */
  readonly fileBytes: number;
  readonly objects: number;
  readonly deltaDepth: number;
  /** All that has to be inflated, made of deltas, or read again as a base: what a small pack may cost us in time. */
  readonly inflatedBytes: number;
  /** Deltas that wait for a base that has not come: what a pack may cost us in memory. */
  readonly heldBytes: number;
  /** The last objects, kept at hand for the deltas that most likely build on them. */
  readonly cachedBytes: number;
};

const mebibyte = 1 << 20;

export const packLimits: PackLimits = {
  packBytes: 1_024 * mebibyte,
  objectBytes: 16 * mebibyte,
  fileBytes: 16 * mebibyte,
  objects: 500_000,
  deltaDepth: 4_095, // git's own ceiling: pack.depth is cut to it
  inflatedBytes: 1_536 * mebibyte, // some five seconds of work
  heldBytes: 8 * mebibyte,
  cachedBytes: 12 * mebibyte,
};
