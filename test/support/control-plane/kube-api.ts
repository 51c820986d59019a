import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** How an API server is reached: by its own port, or through the socket of a `kubectl proxy`. */
type ApiAddress =
  | { readonly url: string; readonly ca: string; readonly token: string }
  | { readonly socketPath: string };

type ApiOptions = {
  /** A string travels as it is, anything else as JSON. */
  readonly body?: unknown;
  /** `application/json` unless said; a PATCH names its kind here. */
  readonly contentType?: string;
};

type ApiAnswer<Body> = { readonly status: number; readonly body: Body };

type WatchEvent = {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: Readonly<Record<string, unknown>>;
};

export type KubeApi = {
  /** One request over a connection that stays open. Any status is an answer; only a broken connection rejects. */
  api<Body = unknown>(method: string, path: string, options?: ApiOptions): Promise<ApiAnswer<Body>>;
  /** The events of a watch (`/api/v1/pods?watch=1`) until the server ends it or the signal is aborted. */
  watch(path: string, signal: AbortSignal): AsyncGenerator<WatchEvent, void>;
  close(): void;
};

/** Requests to an API server without a client library in between, for tests that look at the server itself. */
export function kubeApi(address: ApiAddress): KubeApi {
  const secure = "url" in address;
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const common: RequestOptions & { ca?: string } = secure
    ? { host: new URL(address.url).hostname, port: new URL(address.url).port, ca: address.ca, agent }
    : { socketPath: address.socketPath, host: "localhost", agent };
  const authorization = secure ? { authorization: `Bearer ${address.token}` } : {};

  function send(
    method: string,
    path: string,
    options: ApiOptions & { signal?: AbortSignal },
  ): Promise<IncomingMessage> {
    const { body, contentType = "application/json", signal } = options;
    const payload = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const headers = {
      ...authorization,
      accept: "application/json, */*;q=0.1",
      ...(payload === undefined
        ? {}
        : { "content-type": contentType, "content-length": Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      const open = secure ? httpsRequest : httpRequest;
      const request = open({ ...common, method, path, headers, ...(signal ? { signal } : {}) }, resolve);
      request.once("error", (error: NodeJS.ErrnoException) => {
        // The server closes idle connections; one that it closed while we picked it up was never read.
        if (request.reusedSocket && error.code === "ECONNRESET") resolve(send(method, path, options));
        else reject(error);
      });
      request.end(payload);
    });
  }

  return {
    async api(method, path, options = {}) {
      const response = await send(method, path, options);
      const text = await textOf(response);
      const isJson = (response.headers["content-type"] ?? "").startsWith("application/json");
      return { status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text };
    },

    async *watch(path, signal) {
      try {
        const response = await send("GET", path, { signal });
        if (response.statusCode !== 200)
          throw new Error(`watch ${path}: ${response.statusCode} ${await textOf(response)}`);
        let rest = "";
        for await (const chunk of response.setEncoding("utf8")) {
          const lines = `${rest}${chunk}`.split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line !== "") yield JSON.parse(line) as WatchEvent;
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },

    close() {
      agent.destroy();
    },
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return text;
}
