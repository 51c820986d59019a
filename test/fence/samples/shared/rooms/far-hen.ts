import type { FarEgg } from "#shared/far/far-egg.ts";

export type FarHen = { readonly from: FarEgg };
