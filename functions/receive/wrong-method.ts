import type { Context } from "hono";

/** The answer to whatever is no POST. It is the same at every path, so it tells of no hook that it exists. */
export function wrongMethod(c: Context): Response {
  return c.json({ code: "receive/wrong-method", remedy: "Deliveries are sent by POST." }, 405, {
    allow: "POST",
  });
}
