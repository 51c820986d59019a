import { done, failed, type Result } from "#shared/model/failure.ts";
import { objectInvalid } from "./object-invalid.ts";
import { oidAt, type Oid } from "./object-id.ts";

export type TreeEntry = {
  /** Octal, as git writes it: `100755` is an executable file. */
  readonly mode: string;
  readonly name: string;
  readonly oid: Oid;
  /** `link` is a symbolic link (its target is a blob), `commit` a submodule. */
  readonly kind: "tree" | "blob" | "link" | "commit";
};

export const mostTreeEntries = 100_000;

/**
 * What a directory holds, in git's order. Refused: names that would lead elsewhere when they are joined to a path, names
 * that are not UTF-8, and two entries of one name, because then two readers may see two repositories.
 */
export function parseTree(oid: Oid, content: Uint8Array): Result<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const names = new Set<string>();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    const child = end === -1 ? undefined : oidAt(content, end + 1);
    if (space === -1 || space - at > 7 || child === undefined) return refused(oid, "is cut short or damaged");

    const mode = modeOf(content.subarray(at, space));
    const kind = kindByMode.get(Number.parseInt(mode, 8) & 0o170_000);
    const name = nameOf(content.subarray(space + 1, end));
    if (kind === undefined) return refused(oid, `has an entry of mode ${mode}, which git does not define`);
    if (name === undefined) return refused(oid, `has a name that is not UTF-8 (entry ${entries.length + 1})`);
    if (leadsElsewhere(name)) return refused(oid, `has an entry named ${JSON.stringify(name)}`);
    if (names.has(name)) return refused(oid, `has two entries named ${JSON.stringify(name)}`);
    if (entries.length === mostTreeEntries) return refused(oid, `has more than ${mostTreeEntries} entries`);
    names.add(name);
    entries.push({ mode, name, oid: child, kind });
    at = end + 21;
  }
  return done(entries);
}

const kindByMode: ReadonlyMap<number, TreeEntry["kind"]> = new Map([
  [0o040_000, "tree"],
  [0o100_000, "blob"],
  [0o120_000, "link"],
  [0o160_000, "commit"],
]);

/** "?" has no bits, and no bits are no kind: damage needs no branch of its own. */
function modeOf(bytes: Uint8Array): string {
  const mode = String.fromCharCode(...bytes);
  return /^[0-7]+$/.test(mode) ? mode : "?";
}

function leadsElsewhere(name: string): boolean {
  return name === "" || name === "." || name === ".." || name.includes("/");
}

function nameOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function refused(oid: Oid, message: string): ReturnType<typeof failed> {
  return failed(objectInvalid(`tree ${oid}`, message));
}

// A byte order mark is part of a name: were it swallowed, two names would be one.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
