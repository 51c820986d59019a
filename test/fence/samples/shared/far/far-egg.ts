import type { FarHen } from "#shared/rooms/far-hen.ts";

export type FarEgg = { readonly of: FarHen };
