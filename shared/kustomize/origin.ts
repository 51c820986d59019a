/** Where an object, or a change to it, comes from. Upstream: api/resource/origin.go */
export type Origin = {
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: ConfiguredBy;
};

export type ConfiguredBy = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
};

/** What `buildMetadata` asks to have written down of an object. */
export type Provenance = { readonly origin: Origin | undefined; readonly transformations: readonly Origin[] };
