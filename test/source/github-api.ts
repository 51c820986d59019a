import { createVerify, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

type Call = { readonly method: string; readonly path: string; readonly status: number };

/** GitHub's API as an app meets it: it looks at the app's statement as GitHub does, and hands out tokens for an hour. */
export class GithubApiFake {
  readonly calls: Call[] = [];
  readonly #server: Server;
  readonly #publicKey: KeyObject;
  /** As GitHub hands it out: PKCS#1. */
  readonly privateKey: string;
  readonly pkcs8: string;
  /** Told by the test: neither side reads a clock. */
  now = 1_800_000_000_000;
  readonly lifetime = 3_600_000;
  /** Answers so until it is undefined again. */
  trouble: { readonly status: number; readonly headers?: Record<string, string> } | undefined;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.#publicKey = publicKey;
    this.privateKey = privateKey.export({ type: "pkcs1", format: "pem" });
    this.pkcs8 = privateKey.export({ type: "pkcs8", format: "pem" });
    this.#server = createServer((request, response) => {
      const { method = "", url: path = "", headers } = request;
      const [status, body] = this.#answer(`${method} ${path}`, headers.authorization ?? "");
      this.calls.push({ method, path, status });
      response.writeHead(status, { "content-type": "application/json", ...this.trouble?.headers });
      response.end(JSON.stringify(body));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v3/`;
  }

  get tokensGiven(): number {
    return this.calls.filter(({ status }) => status === 201).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(call: string, authorization: string): [number, object] {
    if (this.trouble) return [this.trouble.status, { message: "trouble" }];
    const complaint = this.#complaintOf(authorization);
    if (complaint !== undefined) return [401, { message: complaint }];
    if (call === "POST /api/v3/app/installations/77/access_tokens") {
      const expires = new Date(this.now + this.lifetime).toISOString().replace(".000Z", "Z");
      return [201, { token: `ghs_${this.tokensGiven + 1}`, expires_at: expires, permissions: {} }];
    }
    if (call === "GET /api/v3/orgs/shop/installation" || call === "GET /api/v3/users/ann/installation")
      return [200, { id: 77, app_id: 42 }];
    return [404, { message: "Not Found" }];
  }

  #complaintOf(authorization: string): string | undefined {
    const [scheme, jwt = ""] = authorization.split(" ");
    const [header = "", payload = "", signature = ""] = jwt.split(".");
    const verifier = createVerify("RSA-SHA256").update(`${header}.${payload}`);
    if (scheme !== "Bearer" || !verifier.verify(this.#publicKey, signature, "base64url"))
      return "A JSON web token could not be decoded";
    const { alg } = JSON.parse(Buffer.from(header, "base64url").toString());
    const { iat, exp, iss } = JSON.parse(Buffer.from(payload, "base64url").toString());
    const now = this.now / 1_000;
    if (alg !== "RS256") return "wrong algorithm";
    if (!Number.isInteger(iat) || iat > now)
      return "'Issued at' claim ('iat') must be an Integer in the past";
    if (!Number.isInteger(exp) || exp <= now || exp > now + 600)
      return "'Expiration time' claim is too far in the future";
    return String(iss) === "42" ? undefined : "Integration not found";
  }
}
