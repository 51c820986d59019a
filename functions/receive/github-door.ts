import { Webhooks } from "@octokit/webhooks";
import { Hono } from "hono";
import { boundedBody } from "./bounded-body.ts";
import { pushIn, type Push } from "./push.ts";

/** What became of a push behind the door. */
export type Filing = "filed" | "seen-before" | "nobody-follows";

export type GithubDoor = {
  /** Absent where the edge was deployed without. */
  readonly secret: string | null | undefined;
  readonly file: (push: Push, delivery: string) => Promise<Filing>;
};

/** GitHub itself sends no more than this. */
const largest = 25 * 1024 * 1024;

/** GitHub hangs up after ten seconds, so the door checks, files and answers; work happens behind it. */
export function githubDoor({ secret, file }: GithubDoor): Hono {
  const app = new Hono();
  app.post("/hooks/github", async (c) => {
    if (!secret)
      return c.json({ code: "receive/no-secret", remedy: "Set GITHUB_WEBHOOK_SECRET at the edge." }, 503);
    const body = await boundedBody(c.req.raw, largest);
    if (body === undefined)
      return c.json({ code: "receive/too-large", remedy: "Deliveries are 25 MB at most." }, 413);
    // The library cannot check an empty body and throws.
    if (body === "") return c.json({ code: "receive/bad-body", remedy: "Send GitHub's push payload." }, 400);
    const signature = c.req.header("x-hub-signature-256") ?? "";
    if (!(await signatureHolds(secret, { body, signature })))
      return c.json({ code: "receive/bad-signature", remedy: "Give hook and edge the same secret." }, 401);

    const event = c.req.header("x-github-event");
    if (event === "ping") return c.json({ pong: true }, 200);
    if (event !== "push") return c.json({ filed: false, why: "only push events are followed" }, 202);
    const delivery = c.req.header("x-github-delivery") ?? "";
    if (delivery === "" || delivery.length > 100)
      return c.json({ code: "receive/no-delivery", remedy: "Send X-GitHub-Delivery." }, 400);
    const push = pushIn(payloadIn(body, c.req.header("content-type") ?? ""));
    if ("wrong" in push)
      return c.json(
        { code: "receive/bad-body", message: push.wrong, remedy: "Send GitHub's push payload." },
        400,
      );

    switch (await file(push, delivery)) {
      case "filed":
        return c.json({ filed: true }, 202);
      case "seen-before":
        return c.json({ filed: false, why: "this delivery was filed before" }, 200);
      case "nobody-follows":
        return c.json({ filed: false, why: "no cluster follows this repository and ref" }, 202);
    }
  });
  return app;
}

async function signatureHolds(secret: string, sent: { body: string; signature: string }): Promise<boolean> {
  // The library throws on a missing or misshapen signature; for a caller that is just a wrong one.
  return (
    /^sha256=[0-9a-f]{64}$/.test(sent.signature) && new Webhooks({ secret }).verify(sent.body, sent.signature)
  );
}

/** GitHub can be told to send forms; the JSON is then one of the fields. */
function payloadIn(body: string, contentType: string): string {
  if (!contentType.startsWith("application/x-www-form-urlencoded")) return body;
  return new URLSearchParams(body).get("payload") ?? "";
}
