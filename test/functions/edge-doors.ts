import { env, exports } from "cloudflare:workers";

/** Knocks at a door of the edge. */
export function knock(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(new Request(`https://edge.example.com${path}`, init));
}

/** Knocks as the one who runs the edge. */
export function knockAsAdmin(path: string, init: RequestInit = {}): Promise<Response> {
  return knock(path, { ...init, headers: { authorization: `Bearer ${env.ADMIN_TOKEN}` } });
}

/** The body of an answer, which the doors always write as JSON. */
export async function bodyOf(answer: Response): Promise<Record<string, unknown>> {
  return answer.json();
}

/** A name that no other test has: objects outlive the test that made them. */
export function unusedName(what: string): string {
  return `${what}-${crypto.randomUUID().slice(0, 8)}`;
}
