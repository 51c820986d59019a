import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";

/** A push of a branch, signed, with a body as large as GitHub's: all that can be made before the clock runs. */
export type HookCall = { readonly body: string; readonly signature: string };

export type Told = {
  readonly url: string;
  readonly after: string;
  readonly webhookSecret: string;
};

type Example = { readonly name: string; readonly examples: readonly { readonly repository?: object }[] };
const examples: readonly Example[] = createRequire(import.meta.url)("@octokit/webhooks-examples");
const [payload = {}] = examples.find(({ name }) => name === "push")?.examples ?? [];

export function hookCall({ url, after, webhookSecret }: Told): HookCall {
  const body = JSON.stringify({
    ...payload,
    ref: "refs/heads/main",
    after,
    repository: { ...payload.repository, clone_url: url },
  });
  const signature = `sha256=${createHmac("sha256", webhookSecret).update(body).digest("hex")}`;
  return { body, signature };
}

export type Answer = { readonly status: number; readonly milliseconds: number };

/** One caller's connections to the edge's door for GitHub, kept open. */
export class HookCaller {
  readonly #agent: Agent;
  readonly #url: string;

  constructor(edge: string, connections: number) {
    this.#url = `${edge}/hooks/github`;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Under a delivery's name of its own each time. */
  send({ body, signature }: HookCall): Promise<Answer> {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "x-github-event": "push",
      "x-github-delivery": randomUUID(),
      "x-hub-signature-256": signature,
    };
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const began = performance.now();
    request(this.#url, { method: "POST", agent: this.#agent, headers }, (response) => {
      response.resume();
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, milliseconds: performance.now() - began }),
      );
      response.on("error", reject);
    })
      .on("error", reject)
      .end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}
