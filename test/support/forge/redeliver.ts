import type { ForgeLogin } from "./forge-api.ts";

type Which = { readonly fullName: string; readonly hook: number; readonly id: string };

/**
 * Presses the button beside a delivery. Gitea has it on its pages alone: its API knows a test delivery, which is a
 * new one, and no redelivery. Upstream: routers/web/repo/setting/webhook.go
 */
export async function redeliver(login: ForgeLogin, { fullName, hook, id }: Which): Promise<void> {
  const cookie = await signIn(login);
  const button = `${login.url}/${fullName}/settings/hooks/${hook}/replay/${id}`;
  const answer = await fetch(button, { method: "POST", headers: { cookie }, redirect: "manual" });
  const landed = answer.headers.get("location") ?? "";
  if (answer.status !== 303 || !landed.endsWith(`/settings/hooks/${hook}`))
    throw new Error(`redelivering ${id}: HTTP ${answer.status}, sent on to "${landed}"`);
}

async function signIn({ url, user, password }: ForgeLogin): Promise<string> {
  const answer = await fetch(`${url}/user/login`, {
    method: "POST",
    body: new URLSearchParams({ user_name: user, password }),
    redirect: "manual",
  });
  if (answer.status !== 303) throw new Error(`signing in at ${url}: HTTP ${answer.status}`);
  // The session is begun anew on the way: of two cookies with one name, the later one counts.
  const cookieByName = new Map<string, string>();
  for (const line of answer.headers.getSetCookie()) {
    const [cookie = ""] = line.split(";", 1);
    cookieByName.set(cookie.split("=", 1)[0] ?? "", cookie);
  }
  return [...cookieByName.values()].join("; ");
}
