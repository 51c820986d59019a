import * as z from "zod";
import type { RefMove } from "#shared/model/hook.ts";

/** A ref's name in a payload. */
export const Ref: z.ZodString = z.string().min(1).max(1_000);
/** A commit's id in a payload: SHA-1, or SHA-256 one day. */
export const Commit: z.ZodString = z.string().regex(/^[0-9a-f]{40,64}$/);
export const RepositoryUrl: z.ZodString = z.string().max(2_000);

/** A ref and where it went. Hosts write nothing but zeros for one that was deleted: that is no commit to fetch. */
export function moveOf(ref: string, after: string | undefined): RefMove {
  return after === undefined || /^0+$/.test(after) ? { ref } : { ref, after };
}
