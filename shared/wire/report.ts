import * as z from "zod";
import { DigestSchema, MOST_OBJECTS, RefKeySchema } from "./job.ts";

/** What became of one object, in Flux's words. */
const ActionSchema = z.enum(["created", "configured", "unchanged", "deleted", "skipped", "failed"]);

export const ObjectResultSchema = z.object({
  key: RefKeySchema,
  action: ActionSchema,
  /** The digest that was applied; absent for what was deleted. */
  digest: DigestSchema.optional(),
  /** What the relay will recognise the untouched object by; absent when nothing was applied. */
  fingerprint: z.string().max(64).optional(),
  /** The API server's own words, when it refused. */
  error: z.string().max(4_000).optional(),
});
export type ObjectResult = z.infer<typeof ObjectResultSchema>;

/** News of a job: partial results while it runs, the rest and `done` at its end. */
export const ReportSchema = z.object({
  type: z.literal("report"),
  job: z.string().max(64),
  uid: z.string().max(64),
  done: z.boolean(),
  results: z.array(ObjectResultSchema).max(MOST_OBJECTS),
  milliseconds: z.number(),
});
export type Report = z.infer<typeof ReportSchema>;

/** The relay would not start a job, and why. */
export const RefusalSchema = z.object({
  type: z.literal("refusal"),
  job: z.string().max(64),
  uid: z.string().max(64),
  why: z.enum(["unknown-kustomization", "suspended", "other-generation", "unknown-base", "unreadable"]),
});
export type Refusal = z.infer<typeof RefusalSchema>;

/** One object as a ledger remembers it: key, digest of what was applied, fingerprint of what lives. */
export const EntrySchema = z.tuple([RefKeySchema, DigestSchema, z.string().max(64)]);
export type Entry = z.infer<typeof EntrySchema>;

/** The job was computed from another past than the relay's: this is what the relay remembers. */
export const StaleBaseSchema = z.object({
  type: z.literal("stale-base"),
  job: z.string().max(64),
  uid: z.string().max(64),
  head: z.string().max(64),
  entries: z.array(EntrySchema).max(MOST_OBJECTS),
});
export type StaleBase = z.infer<typeof StaleBaseSchema>;

/** Kinds have come that these Kustomizations failed for want of: they need not rest any longer. */
export const ServedSchema = z.object({
  type: z.literal("served"),
  uids: z.array(z.string().max(64)).max(20_000),
});
export type Served = z.infer<typeof ServedSchema>;

/** A field that somebody else owns and we do not; whether it was ever ours, Git knows. */
const TakenSchema = z.object({
  /** As managedFields spells it, step by step. */
  path: z.array(z.string().max(1_000)).max(64),
  manager: z.string().max(200),
  at: z.string().max(40).optional(),
  /** What lives there, as JSON; absent where nothing does, and of Secrets. */
  value: z.string().max(1_000).optional(),
});

export const MOST_FIELDS = 20;
export const LONGEST_OURS = 8_192;

/** What an audit or a watch found: objects that are gone or were changed in fields that we own. */
export const DriftSchema = z.object({
  type: z.literal("drift"),
  uid: z.string().max(64),
  head: z.string().max(64),
  missing: z.array(RefKeySchema).max(MOST_OBJECTS),
  changed: z
    .array(
      z.object({
        key: RefKeySchema,
        manager: z.string().max(200),
        /** When it was seen, where that was at once. */
        at: z.string().max(40).optional(),
        fields: z.array(TakenSchema).max(MOST_FIELDS).optional(),
        /** Our entry of managedFields, as JSON: from what it does not name any more Git tells what was removed. */
        ours: z.string().max(LONGEST_OURS).optional(),
      }),
    )
    .max(MOST_OBJECTS),
  /** What a watch saw: of the objects that it does not name nothing is said. */
  partial: z.literal(true).optional(),
});
export type Drift = z.infer<typeof DriftSchema>;

/** How the objects of a Kustomization are that it waits for. */
export const HealthSchema = z.object({
  type: z.literal("health"),
  uid: z.string().max(64),
  generation: z.number().int(),
  revision: z.string().max(400),
  ok: z.boolean(),
  message: z.string().max(20_000),
});
export type HealthNews = z.infer<typeof HealthSchema>;
