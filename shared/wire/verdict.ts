import * as z from "zod";
import { CommitSchema } from "./job.ts";

/** `status.artifact` of a source: the revision that plans are made from. */
export const ArtifactSchema = z.object({
  revision: z.string().max(400),
  digest: z.string().max(100),
  size: z.number().int(),
  url: z.string().max(2_000),
  path: z.string().max(1_000),
  lastUpdateTime: z.string().max(40),
});
export type Artifact = z.infer<typeof ArtifactSchema>;

const Trouble = z.object({
  ok: z.literal(false),
  reason: z.string().max(100),
  message: z.string().max(20_000),
});

/** What a look at the source's host gave: an artifact, or the trouble in its conditions' words. */
export const SourceVerdictSchema = z.object({
  type: z.literal("source-verdict"),
  uid: z.string().max(64),
  generation: z.number().int(),
  requestedAt: z.string().max(200).optional(),
  outcome: z.discriminatedUnion("ok", [
    z.object({
      ok: z.literal(true),
      artifact: ArtifactSchema,
      isNew: z.boolean(),
      commit: CommitSchema.optional(),
      verified: z.object({ mode: z.string().max(100), message: z.string().max(20_000) }).optional(),
      included: z.array(ArtifactSchema).max(100).readonly().optional(),
    }),
    Trouble.extend({
      condition: z.enum(["FetchFailed", "IncludeUnavailable", "SourceVerified", "StorageOperationFailed"]),
      stalled: z.literal(true).optional(),
    }),
  ]),
});
export type SourceVerdict = z.infer<typeof SourceVerdictSchema>;

/** The end of a reconcile that needed no job: nothing changed, or the build failed. */
export const VerdictSchema = z.object({
  type: z.literal("verdict"),
  uid: z.string().max(64),
  generation: z.number().int(),
  revision: z.string().max(400),
  requestedAt: z.string().max(200).optional(),
  outcome: z.discriminatedUnion("ok", [z.object({ ok: z.literal(true) }), Trouble]),
});
export type Verdict = z.infer<typeof VerdictSchema>;
