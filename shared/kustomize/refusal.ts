import type { Failure } from "#shared/model/failure.ts";

/** Why something could not be had; whoever asked for it knows where. */
export type Refusal = Omit<Failure, "subject">;

export type LoadedFile = { readonly path: string; readonly bytes: Uint8Array };

export function isRefusal(given: object): given is Refusal {
  return "remedy" in given;
}
