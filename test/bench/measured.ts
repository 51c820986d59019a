import type { FigureName } from "./figures.ts";

/** A value that was measured, and what belongs beside it: spread, floor, what it is made of. */
export type Measured = {
  readonly name: FigureName;
  readonly value: number;
  readonly detail: Readonly<Record<string, unknown>>;
};
