import * as z from "zod";
import { isManifest, type Manifest } from "#shared/model/manifest.ts";
import type { Json } from "#shared/model/json.ts";
import type { RefKey } from "#shared/model/object-ref.ts";

/** Bounds that both ends keep: a job or a report past these is refused at the wall. */
export const MOST_OBJECTS = 20_000;

/** An object's identity on the wire: `group/kind/namespace/name`. */
export const RefKeySchema: z.ZodType<RefKey> = z.custom<RefKey>(
  (value) => typeof value === "string" && value.length < 1_024 && value.split("/").length === 4,
  "is no group/kind/namespace/name",
);
/** SHA-256 of an object's canonical JSON, in hex. */
export const DigestSchema = z.string().max(64);
const ManifestSchema: z.ZodType<Manifest> = z.custom<Manifest>(
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- isManifest is the check
  (value) => isManifest(value as Json),
  "is no Kubernetes object",
);

/** One object that a job declares: what it is, the digest of what Git says, and what Git says. */
export const WantedSchema = z.object({
  key: RefKeySchema,
  digest: DigestSchema,
  manifest: ManifestSchema,
  /** Where Git declares it: `k8s/web.yaml:7`. */
  origin: z.string().max(2_000),
});
export type Wanted = z.infer<typeof WantedSchema>;

/** Who made the change that a job carries, for messages. */
export const CommitSchema = z.object({
  oid: z.string().max(64),
  subject: z.string().max(1_000),
  author: z.string().max(400),
});

/**
 * What the relay shall do for one Kustomization. It is fenced: the relay takes it only while the
 * Kustomization has this uid and generation, and only when the last job it finished for it was `base`.
 */
export const ApplyJobSchema = z.object({
  type: z.literal("apply"),
  job: z.string().max(64),
  uid: z.string().max(64),
  generation: z.number().int(),
  /** The job that this one was computed on top of, "" for none. */
  base: z.string().max(64),
  revision: z.string().max(400),
  reason: z.enum(["change", "drift"]),
  commit: CommitSchema.optional(),
  apply: z.array(WantedSchema).max(MOST_OBJECTS),
  prune: z.array(RefKeySchema).max(MOST_OBJECTS),
  /** Objects that are let go without being deleted, because `prune` is off: nobody remembers them from now on. */
  orphans: z.array(RefKeySchema).max(MOST_OBJECTS),
  /** All that the Kustomization holds afterwards, as inventory entries; absent when that is as before. */
  inventory: z
    .array(z.object({ id: z.string(), v: z.string() }))
    .max(MOST_OBJECTS)
    .optional(),
  /** When the user last asked for a reconcile (`reconcile.fluxcd.io/requestedAt`). */
  requestedAt: z.string().max(200).optional(),
});
export type ApplyJob = z.infer<typeof ApplyJobSchema>;
