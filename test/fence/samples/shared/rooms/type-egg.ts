import type { Hen } from "./type-hen.ts";

export type Egg = { readonly of: Hen };
