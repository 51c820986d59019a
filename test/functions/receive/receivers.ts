import type { Json, JsonObject } from "#shared/model/json.ts";
import type { Credential, MirroredKind, Resource } from "#shared/wire/mirror.ts";
import { knock, unusedName } from "#test/functions/edge-doors.ts";
import { enrolled, linked, type Relay } from "#test/functions/relay-by-hand.ts";

const encoder = new TextEncoder();
export const token = "the token of the tests";

export function resource(kind: MirroredKind, name: string, change: Partial<Resource> = {}): Resource {
  const identity = { namespace: "team", name, uid: `${name}-uid`, generation: 1, labels: {} };
  return { kind, ...identity, ...change, spec: { ...change.spec } };
}

export function source(name: string, url: string, change: Partial<Resource> = {}): Resource {
  const spec = { url, interval: "1m", ref: { branch: "main" }, ...change.spec };
  return resource("GitRepository", name, { ...change, spec });
}

/** A Receiver for the source `app`, unless its spec says otherwise. */
export function receiver(name: string, spec: JsonObject): Resource {
  const secretRef = { name: "hook" };
  const resources: Json = [{ kind: "GitRepository", name: "app" }];
  return resource("Receiver", name, { spec: { type: "github", secretRef, resources, ...spec } });
}

/** The path that Flux gives a Receiver of the namespace `team`. */
export async function pathOf(name: string, secret = token): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(`${secret}${name}team`));
  return `/hook/${hexOf(digest)}`;
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The HMAC of a text, in hex. */
export async function mac(hash: string, secret: string, text: string): Promise<string> {
  const recipe = { name: "HMAC", hash };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), recipe, false, ["sign"]);
  return hexOf(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
}

export type Hooked = {
  readonly relay: Relay;
  /** The URL of the source `app`. */
  readonly url: string;
  /** Shows everything anew; whatever is not in it is gone. */
  show(...resources: Resource[]): Promise<void>;
  showSecrets(credentials: Credential[], ...resources: Resource[]): Promise<void>;
  /** Nothing is there any more: so nothing is looked at when the tests are over. */
  end(): Promise<void>;
};

/** A cluster whose relay has shown the source `app` and the Secret `hook` with the token. */
export async function hooked(): Promise<Hooked> {
  const relay = await linked(await enrolled(unusedName("shop")));
  const url = `https://git.example.com/team/${unusedName("app")}.git`;
  const secret: Credential = { namespace: "team", name: "hook", data: { token } };
  const all = async (resources: Resource[], credentials: Credential[]): Promise<void> => {
    relay.say({ type: "mirror", complete: true, resources, gone: [], credentials });
    await relay.rest();
  };
  return {
    relay,
    url,
    show: (...resources) => all([source("app", url), ...resources], [secret]),
    showSecrets: (credentials, ...resources) => all([source("app", url), ...resources], credentials),
    end: () => all([], []),
  };
}

type Call = { readonly body?: string; readonly headers?: Record<string, string> };

/** Calls at a Receiver's hook. */
export async function call(name: string, { body = "{}", headers = {} }: Call = {}): Promise<Response> {
  return knock(await pathOf(name), {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
}
