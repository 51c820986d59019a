import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { Agent as SecureAgent, request as httpsRequest } from "node:https";
import type { Instant } from "#shared/model/instant.ts";
import type { Secret } from "#shared/model/secret.ts";
import { numberOf } from "./push-event.ts";

export type Hook = {
  readonly id: number;
  readonly repo: string;
  readonly url: string;
  readonly secret: Secret;
};

/** One attempt to bring one event to one hook, and what came of it. */
export type Delivery = {
  /** X-GitHub-Delivery. A redelivery has the same. */
  readonly id: string;
  readonly repo: string;
  readonly url: string;
  readonly event: string;
  readonly redelivery: boolean;
  /** As sent, in GitHub's spelling: `X-Hub-Signature-256`. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  /** Absent when there was no answer: then `error` says why. */
  readonly responseStatus: number | undefined;
  readonly responseBody: string;
  readonly error: string | undefined;
  readonly sentAt: Instant;
  readonly answeredAt: Instant;
  readonly durationMs: number;
};

/** What a test changes about a delivery that GitHub would send. */
export type DeliveryChanges = {
  readonly id?: string;
  readonly event?: string;
  readonly body?: string;
  /** Sign with this instead of the hook's secret. */
  readonly secret?: string;
  /** X-Hub-Signature-256 as it shall be, right or wrong. "" sends none. X-Hub-Signature stays right. */
  readonly signature?: string;
  /** Further headers, and those that shall not be sent: undefined. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
};

type HookDesk = {
  send(
    hook: Hook,
    event: { readonly name: string; readonly body: string },
    changes?: DeliveryChanges,
  ): Promise<Delivery>;
  resend(id: string): Promise<Delivery>;
  /** In the order in which they were sent; those that were answered, or given up. */
  deliveries(repo?: string): readonly Delivery[];
  settled(): Promise<void>;
  close(): Promise<void>;
};

/** GitHub hangs up after ten seconds: docs.github.com/webhooks/using-webhooks/best-practices */
const patienceMs = 10_000;
const longestAnswer = 64 * 1024;
const mostKept = 1000;

type Envelope = Pick<
  Delivery,
  "id" | "repo" | "url" | "event" | "redelivery" | "requestHeaders" | "requestBody"
>;

/** Sends deliveries as GitHub's Hookshot does: once, without following a redirect or trying again. */
export function hookDesk(log: (line: string) => void): HookDesk {
  const hookshot = `GitHub-Hookshot/${randomBytes(4).toString("hex").slice(0, 7)}`;
  // Agents of our own: the global ones may have been told to use a proxy.
  const agents = { "http:": new Agent(), "https:": new SecureAgent() };
  const closing = new AbortController();
  const underway = new Set<Promise<Delivery>>();
  const kept: Delivery[] = [];

  const post = (envelope: Envelope): Promise<Delivery> => {
    const sending = attempt(envelope).then((delivery) => {
      kept.push(delivery);
      if (kept.length > mostKept) kept.shift();
      const outcome = delivery.responseStatus ?? delivery.error;
      log(
        `${delivery.event} of ${delivery.repo} to ${envelope.url}: ${outcome}, ${Math.round(delivery.durationMs)} ms`,
      );
      return delivery;
    });
    underway.add(sending);
    void sending.finally(() => underway.delete(sending));
    return sending;
  };

  const attempt = async (envelope: Envelope): Promise<Delivery> => {
    const sentAt = Date.now();
    const begin = performance.now();
    const answer = await exchange(envelope).catch((error: unknown) => ({
      responseStatus: undefined,
      responseBody: "",
      error: error instanceof Error ? error.message : String(error),
    }));
    return { ...envelope, ...answer, sentAt, answeredAt: Date.now(), durationMs: performance.now() - begin };
  };

  type Answer = Pick<Delivery, "responseStatus" | "responseBody" | "error">;
  const exchange = async ({ url, requestHeaders, requestBody }: Envelope): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const secure = new URL(url).protocol === "https:";
    const request = (secure ? httpsRequest : httpRequest)(
      url,
      {
        method: "POST",
        headers: { ...requestHeaders, "Content-Length": Buffer.byteLength(requestBody) },
        agent: agents[secure ? "https:" : "http:"],
        signal: closing.signal,
      },
      (response) => {
        const answer: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          if (size < longestAnswer) answer.push(chunk.subarray(0, longestAnswer - size));
          size += chunk.length;
        });
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            responseStatus: response.statusCode,
            responseBody: Buffer.concat(answer).toString("utf8"),
            error: undefined,
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(requestBody);
    const impatient = setTimeout(() => request.destroy(new Error("timed out")), patienceMs);
    return promise.finally(() => clearTimeout(impatient));
  };

  const headersFor = (
    hook: Hook,
    envelope: Pick<Envelope, "id" | "event" | "requestBody">,
    changes: DeliveryChanges,
  ) => {
    const secret = changes.secret ?? hook.secret.reveal();
    const signed = (algorithm: string): string =>
      `${algorithm}=${createHmac(algorithm, secret).update(envelope.requestBody).digest("hex")}`;
    const headers: Record<string, string | undefined> = {
      Accept: "*/*",
      "Content-Type": "application/json",
      "User-Agent": hookshot,
      "X-GitHub-Delivery": envelope.id,
      "X-GitHub-Event": envelope.event,
      "X-GitHub-Hook-ID": String(hook.id),
      "X-GitHub-Hook-Installation-Target-ID": String(numberOf(`repository ${hook.repo}`)),
      "X-GitHub-Hook-Installation-Target-Type": "repository",
      // Without a secret GitHub signs nothing.
      "X-Hub-Signature": secret === "" ? undefined : signed("sha1"),
      "X-Hub-Signature-256": changes.signature ?? (secret === "" ? undefined : signed("sha256")),
    };
    if (changes.signature === "") delete headers["X-Hub-Signature-256"];
    for (const [name, value] of Object.entries(changes.headers ?? {})) {
      const same = Object.keys(headers).find((known) => known.toLowerCase() === name.toLowerCase());
      headers[same ?? name] = value;
    }
    return Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  };

  const settled = async (): Promise<void> => {
    while (underway.size > 0) await Promise.allSettled(underway);
  };

  return {
    send: (hook, event, changes = {}) => {
      const said = {
        id: changes.id ?? randomUUID(),
        event: changes.event ?? event.name,
        requestBody: changes.body ?? event.body,
      };
      const requestHeaders = headersFor(hook, said, changes);
      return post({ ...said, repo: hook.repo, redelivery: false, requestHeaders, url: hook.url });
    },
    resend: async (id) => {
      const first = kept.find((delivery) => delivery.id === id);
      if (!first) throw new Error(`No delivery ${id} was sent`);
      const { repo, url, event, requestHeaders, requestBody } = first;
      return post({ id, repo, url, event, redelivery: true, requestHeaders, requestBody });
    },
    deliveries: (repo) =>
      kept
        .filter((delivery) => repo === undefined || delivery.repo === repo)
        .sort((a, b) => a.sentAt - b.sentAt),
    settled,
    close: async () => {
      closing.abort();
      await settled();
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
