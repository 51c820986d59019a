import { sshKeyOf, type SshKey } from "./ssh-key.ts";

/** The keys of a text like `~/.ssh/authorized_keys`, and the numbers of the lines that hold none. */
export type SshKeyLines = { readonly keys: readonly SshKey[]; readonly unreadable: readonly number[] };

/** One key to a line; empty lines and comments (#) are passed over. */
export function sshKeyLines(text: string): SshKeyLines {
  const keys: SshKey[] = [];
  const unreadable: number[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const entry = line.trim();
    if (entry === "" || entry.startsWith("#")) continue;
    const key = keyIn(entry) ?? keyIn(entry.replace(options, ""));
    if (key) keys.push(key);
    else unreadable.push(i + 1);
  }
  return { keys, unreadable };
}

/** What may stand before a key: options, as sshd has them, or whose it is, as git has it. Blanks in quotes are part of it. */
const options = /^(?:"(?:\\.|[^"\\])*"|[^\s"])+\s+/;

function keyIn(entry: string): SshKey | undefined {
  const [type, base64 = ""] = entry.split(/\s+/, 2);
  const blob = bytesOf(base64);
  const key = blob && sshKeyOf(blob);
  return key?.type === type ? key : undefined;
}

/** The bytes behind base64, which may be broken over lines; undefined when it is none. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
