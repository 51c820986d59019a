import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { KubeAnswer } from "./request.ts";
import { at, textAt } from "./status.ts";

/**
 * How the API server, CEL rules and webhooks say that a field cannot be changed on a living object. Each of its
 * kinds has words of its own, and a refusal carries no code for it.
 */
const phrases: readonly RegExp[] = [
  /(?<!\bnot )\bimmutable\b/i,
  /\b(may|can|must) ?not (be )?changed?\b/i,
  /\b(may|can) ?not (be )?(updated?|modified)\b/i,
  /\bupdates? (to|of) .{1,200}\b(is|are) (forbidden|not allowed)\b/i,
  /\bupdates may not change fields other than\b/i,
];

/**
 * The fields because of which a change was refused that can only be made by a new object; "" for one that was not
 * named. Undefined: it was refused for something else as well, which a new object would be refused for too.
 */
export function immutableFields({ status, body }: KubeAnswer): readonly string[] | undefined {
  if (status < 400 || status >= 500) return undefined;
  const listed = at(body, "details", "causes");
  const causes: readonly Json[] = status === 422 && Array.isArray(listed) ? listed : [];
  if (causes.length === 0) return says(textAt(body, "message")) ? [""] : undefined;
  if (!causes.every((cause) => isJsonObject(cause) && says(textAt(cause, "message")))) return undefined;
  return [...new Set(causes.map((cause) => textAt(cause, "field")))];
}

function says(message: string): boolean {
  return phrases.some((phrase) => phrase.test(message));
}
