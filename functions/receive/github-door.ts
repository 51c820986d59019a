import { Webhooks } from "@octokit/webhooks";
import { Hono } from "hono";
import type { Filing } from "#shared/model/hook.ts";
import { boundedBody, tooLarge } from "./bounded-body.ts";
import type { DeliveryEnd } from "./delivery-end.ts";
import { deletionIn, pushIn, type Push } from "./github-push.ts";
import { isPayloadType, payloadIn } from "./payload.ts";
import { wrongMethod } from "./wrong-method.ts";

export type GithubDoor = {
  /** Absent where the edge was deployed without. */
  readonly secret: string | null | undefined;
  readonly file: (push: Push, delivery: string) => Promise<Filing>;
  readonly count: (end: DeliveryEnd) => void;
};

type Refusal = {
  readonly status: 400 | 401 | 413 | 415 | 503;
  readonly body: { readonly code: string; readonly message?: string; readonly remedy: string };
};

/** GitHub hangs up after ten seconds, so the door checks, files and answers; work happens behind it. */
export function githubDoor({ secret, file, count }: GithubDoor): Hono {
  const app = new Hono();
  app.post("/hooks/github", async (c) => {
    const body = await signedBody(c.req.raw, secret);
    if (typeof body !== "string") {
      count("refused");
      return c.json(body.body, body.status);
    }
    const event = c.req.header("x-github-event");
    if (event !== "push" && event !== "delete") {
      // `create` comes beside a push of the same ref, which says more.
      count(event === "ping" ? "ping" : "passed-over");
      if (event === "ping") return c.json({ pong: true }, 200);
      return c.json({ filed: false, why: "only push and delete events are followed" }, 202);
    }
    const told = pushOf(c.req.raw.headers, { body, event });
    if ("status" in told) {
      count("refused");
      return c.json(told.body, told.status);
    }

    const filing = await file(told.push, told.delivery);
    count(filing);
    switch (filing) {
      case "filed":
        return c.json({ filed: true }, 202);
      case "seen-before":
        return c.json({ filed: false, why: "this delivery was filed before" }, 200);
      case "nobody-follows":
        return c.json({ filed: false, why: "no cluster follows this repository and ref" }, 202);
    }
  });
  app.all("/hooks/github", wrongMethod);
  return app;
}

/** The body, when it is of somebody who knows the secret. */
async function signedBody(request: Request, secret: GithubDoor["secret"]): Promise<string | Refusal> {
  if (!secret)
    return {
      status: 503,
      body: { code: "receive/no-secret", remedy: "Set GITHUB_WEBHOOK_SECRET at the edge." },
    };
  const bytes = await boundedBody(request);
  if (bytes === undefined) return { status: 413, body: tooLarge };
  const body = new TextDecoder().decode(bytes);
  // The library cannot check an empty body and throws.
  if (body === "") return unreadable();
  const signature = request.headers.get("x-hub-signature-256") ?? "";
  if (await signatureHolds(secret, { body, signature })) return body;
  return {
    status: 401,
    body: { code: "receive/bad-signature", remedy: "Give hook and edge the same secret." },
  };
}

async function signatureHolds(secret: string, sent: { body: string; signature: string }): Promise<boolean> {
  // The library throws on a missing or misshapen signature; for a caller that is just a wrong one.
  return (
    /^sha256=[0-9a-f]{64}$/.test(sent.signature) && new Webhooks({ secret }).verify(sent.body, sent.signature)
  );
}

function pushOf(
  headers: Headers,
  { body, event }: { readonly body: string; readonly event: "push" | "delete" },
): { readonly push: Push; readonly delivery: string } | Refusal {
  const delivery = headers.get("x-github-delivery") ?? "";
  if (delivery === "" || delivery.length > 100)
    return {
      status: 400,
      body: { code: "receive/no-delivery", remedy: "Send X-GitHub-Delivery, of 100 letters at most." },
    };
  const type = headers.get("content-type") ?? "";
  if (!isPayloadType(type))
    return {
      status: 415,
      body: {
        code: "receive/bad-type",
        remedy: "Send application/json or application/x-www-form-urlencoded, as GitHub does.",
      },
    };
  const payload = payloadIn(body, type);
  const read = event === "push" ? pushIn : deletionIn;
  const push = "wrong" in payload ? payload : read(payload.json);
  return "wrong" in push ? unreadable(push.wrong) : { push, delivery };
}

function unreadable(message?: string): Refusal {
  const remedy = "Send GitHub's push payload.";
  return {
    status: 400,
    body: { code: "receive/bad-body", ...(message === undefined ? {} : { message }), remedy },
  };
}
