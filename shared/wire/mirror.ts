import * as z from "zod";
import type { Json } from "#shared/model/json.ts";

/** The custom resources that the relay shows to the edge. Nothing else of the cluster is mirrored. */
export const MirroredKindSchema = z.enum(["GitRepository", "Kustomization", "Provider", "Alert", "Receiver"]);
export type MirroredKind = z.infer<typeof MirroredKindSchema>;

// What comes out of JSON.parse is JSON; only its absence would need telling.
const AnyJson = z.custom<Json>((value) => value !== undefined);
const Name = z.string().max(253);

/** A custom resource as the edge keeps it: identity, spec, and the little of its status that plans need. */
export const ResourceSchema = z.object({
  kind: MirroredKindSchema,
  namespace: Name,
  name: Name,
  uid: z.string().max(64),
  generation: z.number().int(),
  labels: z.record(z.string(), z.string()),
  spec: z.record(z.string(), AnyJson),
  /** The annotation `reconcile.fluxcd.io/requestedAt`, where it has not been answered yet. */
  requestedAt: z.string().max(200).optional(),
  /** The annotation `kustomize.plumbline.dev/confirm-prune`: for which revision most objects may be pruned. */
  confirmPrune: z.string().max(400).optional(),
  /** The annotation `kustomize.plumbline.dev/drift: warn`: what strays is told of and left as it is. */
  drift: z.literal("warn").optional(),
  /** Deletion has begun: nothing is applied for it any more. */
  deleting: z.boolean().optional(),
  /** `status.inventory` of a Kustomization: what it held before we knew it, perhaps by Flux's hand. */
  inventory: z.array(z.object({ id: z.string(), v: z.string() })).optional(),
});
export type Resource = z.infer<typeof ResourceSchema>;

/** A Secret that a mirrored resource refers to. Its values travel to the edge and are sealed there. */
export const CredentialSchema = z.object({
  namespace: Name,
  name: Name,
  data: z.record(z.string(), z.string()),
});
export type Credential = z.infer<typeof CredentialSchema>;

/** Changes since the last one; with `complete`, all there is: what it does not name is gone. */
export const MirrorSchema = z.object({
  type: z.literal("mirror"),
  complete: z.boolean(),
  resources: z.array(ResourceSchema).max(20_000),
  gone: z.array(z.object({ kind: MirroredKindSchema, namespace: Name, name: Name })).max(20_000),
  credentials: z.array(CredentialSchema).max(5_000),
});
export type Mirror = z.infer<typeof MirrorSchema>;
