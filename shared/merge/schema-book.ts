/** What merging knows of one place in an object. */
export type MergeSchema = {
  /** The keys by which the elements of a list here find each other: none for scalars, undefined: it is replaced whole. */
  readonly mergeKeys: readonly string[] | undefined;
  /** Of the field of that name; undefined when it is not known. */
  readonly field: (name: string) => MergeSchema | undefined;
  /** Of each element of a list here. */
  readonly elements: () => MergeSchema | undefined;
};

export type TypeName = { readonly apiVersion: string; readonly kind: string };
export type Scope = "namespaced" | "cluster";

/** What is known of types of objects. */
export type SchemaBook = {
  /** How objects of a type are merged; undefined: nothing is known of it, and lists are replaced whole. */
  readonly schemaOf: (type: TypeName) => MergeSchema | undefined;
  /** Where objects of a type live, if it was learnt. The types that kustomize always knew are not asked about. */
  readonly scopeOf: (type: TypeName) => Scope | undefined;
};

/** A place that is known and below which no list is merged. */
export const nothingBelow: MergeSchema = {
  mergeKeys: undefined,
  field: () => nothingBelow,
  elements: () => nothingBelow,
};

/**
 * Two books as one; what the upper one knows hides what the lower one does. kustomize comes to know both the types it
 * has built in and those of a document when it had begun to use the former before it met the latter.
 */
export function bookOver(upper: SchemaBook, lower: SchemaBook): SchemaBook {
  return {
    schemaOf: (type) => upper.schemaOf(type) ?? lower.schemaOf(type),
    scopeOf: (type) => upper.scopeOf(type) ?? lower.scopeOf(type),
  };
}
