import * as z from "zod";
import { ApplyJobSchema, MOST_OBJECTS } from "./job.ts";
import { EntrySchema } from "./report.ts";
import { SourceVerdictSchema, VerdictSchema } from "./verdict.ts";

/** The edge's first word, before it knows who calls. */
const ChallengeSchema = z.object({ type: z.literal("challenge"), nonce: z.string().max(100) });
export type Challenge = z.infer<typeof ChallengeSchema>;

/** Look whether what we applied is still there, by metadata alone. `entries` teach a relay that forgot. */
export const AuditSchema = z.object({
  type: z.literal("audit"),
  kustomizations: z.array(
    z.object({
      uid: z.string().max(64),
      head: z.string().max(64),
      entries: z.array(EntrySchema).max(MOST_OBJECTS).optional(),
    }),
  ),
});
export type Audit = z.infer<typeof AuditSchema>;

/** Of one message. */
export const MOST_VERDICTS = 2_000;

/** Verdicts that came together, to be written when there is nothing better to do. */
const VerdictsSchema = z.object({
  type: z.literal("verdicts"),
  verdicts: z.array(VerdictSchema).max(MOST_VERDICTS),
});

/** Something to be said of a Kustomization by an Event, and by nothing else. */
const NoteSchema = z.object({
  type: z.literal("note"),
  uid: z.string().max(64),
  reason: z.string().max(100),
  message: z.string().max(20_000),
  isWarning: z.boolean(),
  revision: z.string().max(400),
});
export type EventNote = z.infer<typeof NoteSchema>;

/** The certificate and the proof held; the relay now shows its resources. */
const WelcomeSchema = z.object({ type: z.literal("welcome"), version: z.number().int() });
const UnsupportedSchema = z.object({ type: z.literal("unsupported"), what: z.string().max(100) });

/** What the edge may ask for. */
export const InstructionSchema = z.discriminatedUnion("type", [
  WelcomeSchema,
  UnsupportedSchema,
  ApplyJobSchema,
  AuditSchema,
  VerdictSchema,
  VerdictsSchema,
  SourceVerdictSchema,
  NoteSchema,
]);
export type Instruction = z.infer<typeof InstructionSchema>;

/**
 * An instruction under signature. `payload` is the JSON of `{session, sequence, instruction}`, signed as
 * the bytes it travels in, so that neither end has to agree on how JSON is written.
 */
export const EnvelopeSchema = z.object({
  type: z.literal("signed"),
  payload: z.string(),
  signature: z.string().max(200),
});
export type Envelope = z.infer<typeof EnvelopeSchema>;

export const PayloadSchema = z.object({
  session: z.string().max(64),
  sequence: z.number().int(),
  instruction: InstructionSchema,
});
export type Payload = z.infer<typeof PayloadSchema>;

export const ToRelaySchema = z.discriminatedUnion("type", [ChallengeSchema, EnvelopeSchema]);
