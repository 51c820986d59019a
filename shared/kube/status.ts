import { isJsonObject, type Json } from "#shared/model/json.ts";
import type { KubeAnswer } from "./request.ts";

export function isSuccess({ status }: KubeAnswer): boolean {
  return status >= 200 && status < 300;
}

/** The API server's refusal in its own words: `Invalid: Deployment.apps "web" is invalid: …`. */
export function refusalIn({ status, body }: KubeAnswer): string {
  if (!isJsonObject(body)) return `HTTP ${status}`;
  const reason =
    typeof body["reason"] === "string" && body["reason"] !== "" ? body["reason"] : `HTTP ${status}`;
  return typeof body["message"] === "string" ? `${reason}: ${body["message"]}` : reason;
}

/** A member of nested objects, or undefined where the way ends. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const name of path) {
    if (!isJsonObject(here)) return undefined;
    here = here[name];
  }
  return here;
}

export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}
