import type { Selector } from "#shared/kustomize/patch/select.ts";

/** One entry of `replacements`: a value, and where to write it. Upstream: api/types/replacement.go */
export type Replacement = {
  readonly source: Source | undefined;
  /** A value that is given here and now. */
  readonly sourceValue: string | undefined;
  /** Undefined where they are not given at all, which is a mistake; none in a file of its own is not. */
  readonly targets: readonly Target[] | undefined;
  /** Where the kustomization says so. */
  readonly origin: string;
};

/** The one object that a value comes from; "" asks for nothing. */
export type Source = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly fieldPath: string;
  readonly options: FieldOptions;
};

/** The parts of the selectors are regular expressions. */
export type Target = {
  readonly select: Selector | undefined;
  readonly reject: readonly Selector[];
  readonly fieldPaths: readonly string[];
  readonly options: FieldOptions;
};

/** How a field is taken apart, and whether it is made. `encoding` is read by kustomize and never used. */
export type FieldOptions = {
  readonly delimiter: string;
  readonly index: number;
  readonly create: boolean;
};

/** The field that is meant where none is named. */
export const defaultFieldPath = "metadata.name";
