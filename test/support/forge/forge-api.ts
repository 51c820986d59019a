import * as z from "zod";

/** Who signs in, and where. */
export type ForgeLogin = { readonly url: string; readonly user: string; readonly password: string };

export type ForgeRepo = {
  readonly fullName: string;
  /** For a Git source: without credentials. */
  readonly cloneUrl: string;
  /** For a person's clone and push: with them. */
  readonly remote: string;
};

export type ForgeToken = { readonly id: number; readonly token: string };

type HookOptions = {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly ("push" | "create" | "delete")[];
};

/** What is done at the forge by its REST API, as a user's script would. */
export type ForgeApi = {
  createRepository(name: string): Promise<ForgeRepo>;
  /** A token that may read repositories and nothing else. */
  createToken(name: string): Promise<ForgeToken>;
  deleteToken(token: ForgeToken): Promise<void>;
  /** Gives the hook's number. */
  addHook(repo: ForgeRepo, options: HookOptions): Promise<number>;
  removeHook(repo: ForgeRepo, hook: number): Promise<void>;
  /** Has the forge send a push event that moves nothing, as its "Test Delivery" button does. */
  testHook(repo: ForgeRepo, hook: number): Promise<void>;
};

const Repo = z.object({ full_name: z.string(), clone_url: z.string(), private: z.literal(true) });
const Numbered = z.object({ id: z.number() });
const Token = z.object({ id: z.number(), sha1: z.string() });

export function forgeApi({ url, user, password }: ForgeLogin): ForgeApi {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  return {
    createRepository: async (name) => {
      const made = Repo.parse(
        await call("POST", "/user/repos", { name, private: true, default_branch: "main" }),
      );
      const remote = new URL(made.clone_url);
      remote.username = user;
      remote.password = password;
      return { fullName: made.full_name, cloneUrl: made.clone_url, remote: remote.href };
    },
    createToken: async (name) => {
      const scopes = ["read:repository"];
      const { id, sha1 } = Token.parse(await call("POST", `/users/${user}/tokens`, { name, scopes }));
      return { id, token: sha1 };
    },
    deleteToken: async ({ id }) => {
      await call("DELETE", `/users/${user}/tokens/${id}`);
    },
    addHook: async ({ fullName }, { url: target, secret, events }) => {
      const config = { url: target, content_type: "json", secret };
      const hook = { type: "gitea", config, events, active: true };
      return Numbered.parse(await call("POST", `/repos/${fullName}/hooks`, hook)).id;
    },
    removeHook: async ({ fullName }, hook) => {
      await call("DELETE", `/repos/${fullName}/hooks/${hook}`);
    },
    testHook: async ({ fullName }, hook) => {
      await call("POST", `/repos/${fullName}/hooks/${hook}/tests`);
    },
  };
}
