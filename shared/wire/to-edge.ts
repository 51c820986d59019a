import * as z from "zod";
import { MirrorSchema } from "./mirror.ts";
import {
  DriftSchema,
  HealthSchema,
  RefusalSchema,
  ReportSchema,
  ServedSchema,
  StaleBaseSchema,
} from "./report.ts";

/** The version of these messages. Each end accepts its own and the one before. */
export const WIRE_VERSION = 1;

/** The relay's first words: it holds the key of its certificate, and remembers these jobs as done last. */
export const HelloSchema = z.object({
  type: z.literal("hello"),
  version: z.number().int(),
  /** Ed25519 over `challengeText(nonce)`, base64. */
  proof: z.string().max(200),
  /** Drawn by the relay; every instruction of this connection must carry it. */
  session: z.string().min(16).max(64),
  heads: z.array(z.object({ uid: z.string().max(64), head: z.string().max(64) })).max(20_000),
});
export type Hello = z.infer<typeof HelloSchema>;

/** What a relay may say. Unknown fields are ignored; an unknown type is answered `unsupported`. */
export const ToEdgeSchema = z.discriminatedUnion("type", [
  HelloSchema,
  HealthSchema,
  MirrorSchema,
  ReportSchema,
  RefusalSchema,
  StaleBaseSchema,
  DriftSchema,
  ServedSchema,
]);
export type ToEdge = z.infer<typeof ToEdgeSchema>;

/** What the relay signs to show that it holds its key. */
export function challengeText(nonce: string): string {
  return `plumbline relay challenge ${nonce}`;
}
