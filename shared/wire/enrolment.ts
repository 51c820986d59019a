import * as z from "zod";

/** A relay asks to be known: a one-time token, and the public half of the key it has just made. */
export const EnrolRequestSchema = z.object({
  token: z.string().max(2_000),
  /** Ed25519, raw 32 bytes, base64. */
  publicKey: z.string().max(100),
});
export type EnrolRequest = z.infer<typeof EnrolRequestSchema>;

/** The relay keeps both: `certificate` to dial with, `edgeKey` to check every instruction against. */
export const EnrolAnswerSchema = z.object({
  cluster: z.string().max(63),
  certificate: z.string().max(2_000),
  edgeKey: z.string().max(100),
});
export type EnrolAnswer = z.infer<typeof EnrolAnswerSchema>;
