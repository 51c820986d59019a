import { done, failed, type Failure, type Result } from "#shared/model/failure.ts";
import type { Instant } from "#shared/model/instant.ts";
import { Secret } from "#shared/model/secret.ts";
import { comeAgainAt } from "#functions/source/git/come-again.ts";
import type { GithubApp } from "./github-app.ts";
import { githubJwt } from "./github-jwt.ts";
import { credentialInvalid, providerInvalid } from "./secret-values.ts";
import { hostFailed, wordsOf } from "#functions/source/git/smart-http.ts";

type Token = { readonly token: Secret; readonly until: Instant };
type Parts = { readonly fetch: typeof fetch; readonly now: () => Instant };

/** A token that expires in the middle of a fetch would break it off. */
const spare = 5 * 60_000;
const patience = 30_000;
const mostBytes = 1 << 20;

/** Installation tokens of GitHub Apps: asked for once, however many want one, and kept until shortly before they expire. */
export class GithubTokens {
  readonly #parts: Parts;
  readonly #kept = new Map<string, Token>();
  readonly #asked = new Map<string, Promise<Result<Token>>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `group` names the app's credential, so that equal ones share a token. */
  async of(app: GithubApp, group: string): Promise<Result<Secret>> {
    const now = this.#parts.now();
    for (const [name, { until }] of this.#kept) if (until - spare <= now) this.#kept.delete(name);
    const kept = this.#kept.get(group);
    if (kept) return done(kept.token);
    const asked = this.#asked.get(group) ?? this.#ask(app, group);
    this.#asked.set(group, asked);
    const answer = await asked;
    return answer.ok ? done(answer.value.token) : answer;
  }

  forget(group: string): void {
    this.#kept.delete(group);
  }

  async #ask(app: GithubApp, group: string): Promise<Result<Token>> {
    try {
      const token = await installationToken(app, this.#parts);
      if (token.ok) this.#kept.set(group, token.value);
      return token;
    } finally {
      this.#asked.delete(group);
    }
  }
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app */
async function installationToken(app: GithubApp, { fetch, now }: Parts): Promise<Result<Token>> {
  const jwt = await githubJwt(app, now());
  if (jwt === undefined)
    return failed(
      credentialInvalid(app.name, {
        message: "could not parse private key: githubAppPrivateKey is no RSA key in PEM form",
        remedy: "Store the .pem file as GitHub gave it: --from-file=githubAppPrivateKey=….pem",
      }),
    );
  const api = new GithubApi({ app, fetch, now, jwt });
  const installation =
    "id" in app.installation ? done(app.installation.id) : await api.find(app.installation.owner);
  if (!installation.ok) return installation;
  const answer = await api.ask("POST", `/app/installations/${installation.value}/access_tokens`);
  if (!answer.ok) return answer;
  const { token, expires_at: expires } = answer.value.body;
  const until = typeof expires === "string" ? Date.parse(expires) : Number.NaN;
  if (answer.value.status !== 201 || typeof token !== "string" || token === "" || Number.isNaN(until))
    return failed(refusal(app, answer.value));
  return done({ token: new Secret(token), until });
}

type Reply = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

class GithubApi {
  readonly #parts: Parts & { readonly app: GithubApp; readonly jwt: string };

  constructor(parts: Parts & { readonly app: GithubApp; readonly jwt: string }) {
    this.#parts = parts;
  }

  /** The installation that an organisation has, or else a user. */
  async find(owner: string): Promise<Result<string>> {
    const { app } = this.#parts;
    for (const place of ["orgs", "users"]) {
      const answer = await this.ask("GET", `/${place}/${encodeURIComponent(owner)}/installation`);
      if (!answer.ok) return answer;
      const { status, body } = answer.value;
      if (status === 200 && typeof body["id"] === "number") return done(String(body["id"]));
      if (status !== 404) return failed(refusal(app, answer.value));
    }
    return failed(
      providerInvalid(`Secret "${app.name}"`, {
        message: `neither an organisation nor a user named ${JSON.stringify(owner)} has installed the app ${app.id}`,
        remedy: "Correct githubAppInstallationOwner, or install the app there",
      }),
    );
  }

  /** Every answer that GitHub's API itself gave; what kept it from answering is a failure, worth another try. */
  async ask(method: "GET" | "POST", path: string): Promise<Result<Reply>> {
    const { app, fetch, now, jwt } = this.#parts;
    const url = app.api + path;
    try {
      const response = await fetch(url, {
        method,
        redirect: "manual", // the statement is for this host alone
        signal: AbortSignal.timeout(patience),
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${jwt}`,
          "user-agent": "plumbline",
          "x-github-api-version": "2022-11-28",
        },
      });
      const { status } = response;
      if (status >= 500 || status === 429 || comeAgainAt(response, now()) !== undefined) {
        await response.body?.cancel();
        return failed(hostFailed(url, `GitHub's API fails (HTTP ${status})`));
      }
      return done({ status, body: await jsonIn(response) });
    } catch (error) {
      return failed(hostFailed(url, `GitHub's API cannot be reached: ${wordsOf(error)}`));
    }
  }
}

/** The answer's members; none when it is no JSON object, or too long to be one of GitHub's. */
async function jsonIn(response: Response): Promise<Reply["body"]> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > mostBytes) return {};
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function refusal({ name, id, installation }: GithubApp, { status }: Reply): Failure {
  if (status === 401)
    return credentialInvalid(name, {
      message: `GitHub does not take the key for the app ${id} (HTTP 401)`,
      remedy:
        "Check that githubAppID and githubAppPrivateKey are of the same app, and that the key still stands",
    });
  if (status === 404 && "id" in installation)
    return credentialInvalid(name, {
      message: `the app ${id} has no installation ${installation.id} (HTTP 404)`,
      remedy: "Correct githubAppInstallationID, and githubAppBaseURL where GitHub is your own",
    });
  return credentialInvalid(name, {
    message: `GitHub gives no token to the app ${id} (HTTP ${status})`,
    remedy:
      "Look at the app's installation: it may be suspended; check githubAppBaseURL where GitHub is your own",
  });
}
