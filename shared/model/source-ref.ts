import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** Which commit of a repository a GitRepository follows. */
export type GitRef =
  | { readonly type: "branch"; readonly name: string }
  | { readonly type: "tag"; readonly name: string }
  /** The newest tag that is a version within the range. */
  | { readonly type: "semver"; readonly range: string }
  | { readonly type: "name"; readonly name: string }
  /** With a branch, where that is said to lead to the commit. */
  | { readonly type: "commit"; readonly oid: string; readonly branch?: string };

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** `spec.ref` in Flux's precedence: commit, name, semver, tag, branch; without any, branch `master`. */
export function gitRefOf(spec: JsonObject): GitRef {
  const ref = isJsonObject(spec["ref"]) ? spec["ref"] : {};
  const branch = text(ref["branch"]);
  if (text(ref["commit"]))
    return { type: "commit", oid: text(ref["commit"]).toLowerCase(), ...(branch && { branch }) };
  if (text(ref["name"])) return { type: "name", name: text(ref["name"]) };
  if (text(ref["semver"])) return { type: "semver", range: text(ref["semver"]) };
  if (text(ref["tag"])) return { type: "tag", name: text(ref["tag"]) };
  return { type: "branch", name: branch || "master" };
}

/** The ref's full name at the host; of a range that of all it may choose from. Undefined for a bare commit. */
export function refNameOf(ref: GitRef): string | undefined {
  switch (ref.type) {
    case "branch":
      return `refs/heads/${ref.name}`;
    case "tag":
      return `refs/tags/${ref.name}`;
    case "semver":
      return "refs/tags/";
    case "name":
      return ref.name;
    case "commit":
      return undefined;
  }
}

/** Whether news of the ref of this full name may be news for who follows `ref`. */
export function concerns(name: string, ref: GitRef): boolean {
  const followed = refNameOf(ref);
  return followed !== undefined && (followed.endsWith("/") ? name.startsWith(followed) : name === followed);
}

/** `main@sha1:<oid>`, `sha1:<oid>` for a bare commit; `tag` is the one that a range has chosen. fluxcd/pkg: git, commitReference. */
export function revisionOf(
  ref: GitRef,
  { oid, tag }: { readonly oid: string; readonly tag?: string },
): string {
  const name = ref.type === "semver" ? tag : ref.type === "commit" ? ref.branch : ref.name;
  return name === undefined ? `sha1:${oid}` : `${name}@sha1:${oid}`;
}
