import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { Instant } from "#shared/model/instant.ts";
import { type SlackContent, type SlackRefusal, readMessage } from "./slack-message.ts";

type SlackOptions = {
  /** The channels that there are, without #. The first is the webhook's own. */
  readonly channels?: readonly string[];
};

/** Slack's far end: it takes what Slack takes, and remembers what it was sent. */
export type Slack = {
  readonly url: string;
  /** An incoming webhook: the only address below /services that answers "ok". */
  readonly webhookUrl: string;
  /** For a client that posts by token, where it would say https://slack.com/api. */
  readonly apiUrl: string;
  readonly token: string;
  /** What was taken, oldest first; of one channel, when named. */
  messages(filter?: { readonly channel?: string }): readonly SlackMessage[];
  /** What was sent against Slack's rules, and therefore refused. A test's last word: `toEqual([])`. */
  complaints(): readonly SlackComplaint[];
  /** Every request, taken or not. */
  attempts(): readonly SlackAttempt[];
  /** The first message that is what you wait for, also one that is already here. */
  waitFor(wanted: (message: SlackMessage) => boolean, timeoutMs?: number): Promise<SlackMessage>;
  /** The next `count` requests get this status; with 429, `retryAfter` in seconds. Nothing is recorded of them but the attempt. */
  failNext(count: number, status: number, retryAfter?: number): void;
  stop(): Promise<void>;
};

type SlackMessage = SlackContent & {
  readonly via: "webhook" | "api";
  readonly channel: string;
  /** Slack's name for the message. */
  readonly ts: string;
  readonly at: Instant;
  /** As it was sent, with what Slack would ignore. */
  readonly raw: unknown;
};

type SlackComplaint = { readonly error: string; readonly reason: string; readonly body: string };
type SlackAttempt = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly at: Instant;
};

type Reply = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const webhookPath = "/services/T000/B000/XXXX";
const token = "xoxb-000-000-a-token-for-tests";
const mostBytes = 1024 * 1024;
const mostKept = 10_000;

export async function startSlack({ channels = ["general", "deploys"] }: SlackOptions = {}): Promise<Slack> {
  const messages: SlackMessage[] = [];
  const complaints: SlackComplaint[] = [];
  const attempts: SlackAttempt[] = [];
  const waiting = new Set<(message: SlackMessage) => void>();
  let trouble: { left: number; status: number; retryAfter: number | undefined } = {
    left: 0,
    status: 500,
    retryAfter: undefined,
  };

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake Slack has no port");
  const url = `http://127.0.0.1:${address.port}`;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on("error", () => undefined);
    const at = Date.now();
    const method = request.method ?? "";
    const path = (request.url ?? "").split("?")[0] ?? "";
    const body = await bodyOf(request);
    const { status, headers, ...said } = replyTo({ method, path, headers: request.headers, body, at });
    keep(attempts, { method, path, status, at });
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers }).end(said.body);
  };

  const replyTo = (asked: Asked): Reply => {
    if (trouble.left > 0) {
      trouble = { ...trouble, left: trouble.left - 1 };
      const wait = trouble.retryAfter === undefined ? {} : { "Retry-After": String(trouble.retryAfter) };
      return {
        status: trouble.status,
        body: trouble.status === 429 ? "rate_limited" : "trouble",
        headers: wait,
      };
    }
    if (asked.path === "/api/chat.postMessage") return api(asked);
    return webhook(asked);
  };

  const webhook = (asked: Asked): Reply => {
    const wrong = wrongAddress(asked.path) ?? wrongForm(asked);
    const read = wrong ?? readMessage(asked.body ?? "");
    if ("error" in read) {
      complain(read, asked.body);
      return { status: webhookStatus[read.error] ?? 400, body: read.error };
    }
    const channel = read.content.channel === undefined ? channels[0] : known(read.content.channel);
    if (channel === undefined) {
      complain(
        { error: "channel_not_found", complaints: [`no channel ${read.content.channel}`] },
        asked.body,
      );
      return { status: 404, body: "channel_not_found" };
    }
    take({ ...read.content, via: "webhook", channel, ts: newTs(asked.at), at: asked.at, raw: read.raw });
    return { status: 200, body: "ok" };
  };

  // The Web API says no with status 200: only `ok` tells.
  const api = (asked: Asked): Reply => {
    const json = (value: object, status = 200): Reply => ({
      status,
      body: JSON.stringify(value),
      headers: { "Content-Type": "application/json; charset=utf-8" },
    });
    const read = wrongToken(asked.headers) ?? wrongForm(asked) ?? readMessage(asked.body ?? "");
    const refused = "error" in read ? read : wrongChannel(read.content);
    if (refused) {
      complain(refused, asked.body);
      const error = apiError[refused.error] ?? refused.error;
      return json({ ok: false, error });
    }
    if ("error" in read) return json({ ok: false, error: read.error });
    const channel = known(read.content.channel ?? "") ?? "";
    const ts = newTs(asked.at);
    take({ ...read.content, via: "api", channel, ts, at: asked.at, raw: read.raw });
    return json({ ok: true, channel: idOf(channel), ts, message: { ...read.content, type: "message", ts } });
  };

  const known = (channel: string): string | undefined =>
    channels.find((name) => name === channel.replace(/^#/, "") || idOf(name) === channel);
  const idOf = (channel: string): string => `C${String(channels.indexOf(channel)).padStart(8, "0")}`;

  const wrongChannel = ({ channel = "" }: SlackContent): SlackRefusal | undefined => {
    if (known(channel) !== undefined) return undefined;
    return {
      error: "channel_not_found",
      complaints: [channel === "" ? "no channel is named" : `no channel ${channel}`],
    };
  };

  let latestTs = 0;
  const newTs = (at: Instant): string => {
    latestTs = Math.max(latestTs + 1, at * 1000);
    return `${Math.floor(latestTs / 1_000_000)}.${String(latestTs % 1_000_000).padStart(6, "0")}`;
  };

  const take = (message: SlackMessage): void => {
    keep(messages, message);
    for (const wake of waiting) wake(message);
  };

  const complain = ({ error, complaints: reasons }: SlackRefusal, body: string | undefined): void => {
    for (const reason of reasons) keep(complaints, { error, reason, body: (body ?? "").slice(0, 4096) });
  };

  return {
    url,
    webhookUrl: url + webhookPath,
    apiUrl: `${url}/api`,
    token,
    messages: ({ channel } = {}) =>
      messages.filter((message) => channel === undefined || message.channel === channel.replace(/^#/, "")),
    complaints: () => [...complaints],
    attempts: () => [...attempts],
    waitFor: async (wanted, timeoutMs = 5000) => {
      const here = messages.find(wanted);
      if (here) return here;
      const { promise, resolve, reject } = Promise.withResolvers<SlackMessage>();
      const wake = (message: SlackMessage): void => {
        // What `wanted` throws is for the one who waits, not for the one who sent.
        try {
          if (wanted(message)) resolve(message);
        } catch (error) {
          reject(error);
        }
      };
      const tired = setTimeout(() => reject(new Error(notCome(timeoutMs, messages, complaints))), timeoutMs);
      waiting.add(wake);
      return promise.finally(() => {
        clearTimeout(tired);
        waiting.delete(wake);
      });
    },
    failNext: (count, status, retryAfter) => {
      trouble = { left: count, status, retryAfter };
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Absent when it was longer than Slack would read. */
  readonly body: string | undefined;
  readonly at: Instant;
};

/** Slack's statuses for what a webhook may answer; what is not listed is a 400. */
const webhookStatus: Readonly<Record<string, number>> = {
  no_team: 404,
  no_service: 404,
  invalid_token: 403,
  channel_not_found: 404,
  method_not_allowed: 405,
  request_too_large: 413,
};

/** Where the Web API has another word for it. */
const apiError: Readonly<Record<string, string>> = { invalid_payload: "invalid_arguments" };

function wrongAddress(path: string): SlackRefusal | undefined {
  const [, services, team, service, secret, ...more] = path.split("/");
  const complaints = [`nobody is at ${path}`];
  if (services !== "services" || team !== "T000" || more.length > 0) return { error: "no_team", complaints };
  if (service !== "B000") return { error: "no_service", complaints };
  return secret === "XXXX" ? undefined : { error: "invalid_token", complaints };
}

function wrongForm({ method, headers, body }: Asked): SlackRefusal | undefined {
  if (method !== "POST") return { error: "method_not_allowed", complaints: [`${method} where POST belongs`] };
  const type = headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    return { error: "invalid_payload", complaints: [`Content-Type is "${type}", not application/json`] };
  if (body === undefined)
    return { error: "request_too_large", complaints: [`the body is longer than ${mostBytes} bytes`] };
  return undefined;
}

function wrongToken({ authorization }: IncomingHttpHeaders): SlackRefusal | undefined {
  if (authorization === undefined) return { error: "not_authed", complaints: ["no Authorization header"] };
  if (authorization === `Bearer ${token}`) return undefined;
  return { error: "invalid_auth", complaints: ["the Authorization header is not Bearer with the token"] };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= mostBytes) chunks.push(chunk as Buffer);
  }
  return size > mostBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > mostKept) list.shift();
}

function notCome(
  timeoutMs: number,
  messages: readonly SlackMessage[],
  complaints: readonly SlackComplaint[],
): string {
  const came = messages.slice(-5).map((message) => JSON.stringify(message.raw).slice(0, 300));
  const refused = complaints.slice(-5).map(({ error, reason }) => `${error}: ${reason}`);
  return [
    `No such message came to Slack in ${timeoutMs} ms. It took ${messages.length} others`,
    ...came,
    `and refused ${complaints.length}`,
    ...refused,
  ].join("\n  ");
}
