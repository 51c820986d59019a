import type { Egg } from "./type-egg.ts";

export type Hen = { readonly from: Egg };
