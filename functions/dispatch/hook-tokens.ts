import { isJsonObject, type Json } from "#shared/model/json.ts";
import { Secret } from "#shared/model/secret.ts";

/** Opening one again costs a moment; keeping all that ever were costs memory. */
const most = 1_000;
const opened = new Map<string, Secret>();

/** The token in a sealed Secret, "" when it holds none. Opened once per isolate, for a burst is of one hook. */
export async function hookToken(sealed: string, open: (sealed: string) => Promise<string>): Promise<Secret> {
  const known = opened.get(sealed);
  if (known) return known;
  const data: Json = JSON.parse(await open(sealed));
  const token = isJsonObject(data) ? data["token"] : undefined;
  const secret = new Secret(typeof token === "string" ? token : "");
  if (opened.size >= most) opened.clear();
  opened.set(sealed, secret);
  return secret;
}
