import type { Json } from "#shared/model/json.ts";

/** What is wrong with a body, as a sentence. */
export type Wrong = { readonly wrong: string };

const deepest = 100;

const form = "application/x-www-form-urlencoded";

/** Whether a content type is one of those in which Git hosts that let you choose send. */
export function isPayloadType(contentType: string): boolean {
  const type = mediaType(contentType);
  return type === form || type === "application/json";
}

/** The JSON that a delivery carries, in its body or in the body's form field `payload`. */
export function payloadIn(body: string, contentType: string): { readonly json: Json } | Wrong {
  // A body without the field is read as it is: curl says that everything is a form.
  const field = mediaType(contentType) === form ? new URLSearchParams(body).get("payload") : null;
  const text = field ?? body;
  if (depthOf(text) > deepest) return { wrong: `the body is nested more than ${deepest} levels deep` };
  try {
    const json: Json = JSON.parse(text);
    return { json };
  } catch {
    return { wrong: "the body is not JSON" };
  }
}

function mediaType(contentType: string): string {
  return (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
}

/** How deep brackets nest outside of strings; counted before parsing, which would pay for the depth. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return most;
}

const quote = 0x22;
const backslash = 0x5c;

// A loop and no regular expression: one string may be megabytes long, and the matcher's stack is not.
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at++;
  }
  return text.length;
}
