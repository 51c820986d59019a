import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import type { Site } from "#shared/kustomize/site.ts";

/** A plugin's configuration, about to become a step. */
export type Configuration = {
  readonly reader: FieldReader;
  readonly field: Field;
  readonly origin: string;
  readonly site: Site;
};
