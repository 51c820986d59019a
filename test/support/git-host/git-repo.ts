import { mkdir } from "node:fs/promises";
import path from "node:path";
import { git } from "./git-command.ts";

/** One bare repository that the host serves. */
export type GitRepo = {
  /** As it was asked for: `web` or `acme/web`. */
  readonly name: string;
  /** As GitHub would call it, always with an owner: `acme/web`. */
  readonly fullName: string;
  /** For a Git source: without credentials. */
  readonly cloneUrl: string;
  /** For a person's clone and push: with user and password. */
  readonly remote: string;
  /** The bare repository itself. */
  readonly folder: string;
};

const defaultOwner = "acme";

const word = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** `web` → `acme/web`. Throws when GitHub would not have such a name either. */
export function fullNameOf(name: string): string {
  const [owner = "", short = "", ...more] = name.includes("/") ? name.split("/") : [defaultOwner, name];
  const good = [owner, short].every((part) => word.test(part) && !part.includes(".."));
  if (!good || more.length > 0 || short.endsWith(".git"))
    throw new Error(`"${name}" is no repository name: write "web" or "acme/web", without .git`);
  return `${owner}/${short}`;
}

const settings: readonly (readonly [string, string])[] = [
  ["http.receivepack", "true"],
  ["uploadpack.allowFilter", "true"],
  ["uploadpack.allowAnySHA1InWant", "true"],
  ["receive.advertisePushOptions", "true"],
  // A repack behind a push would still be running when the test takes the folder away,
  // and what a forced push left behind must stay readable: its `before` is in the delivery.
  ["receive.autogc", "false"],
  ["gc.auto", "0"],
];

/** Makes the bare repository `folder`, with HEAD at `main` from the start. */
export async function makeBareRepository(folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  await mkdir(folder);
  await git(["init", "--quiet", "--bare", "--initial-branch=main", "."], { cwd: folder });
  for (const [key, value] of settings) await git(["config", key, value], { cwd: folder });
}
