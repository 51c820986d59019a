import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** Which commit of a repository a GitRepository follows. */
export type GitRef =
  | { readonly type: "branch"; readonly name: string }
  | { readonly type: "tag"; readonly name: string }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "commit"; readonly oid: string }
  | { readonly type: "unsupported"; readonly what: string };

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** `spec.ref` in Flux's precedence: commit, name, semver, tag, branch; without any, branch `master`. */
export function gitRefOf(spec: JsonObject): GitRef {
  const ref = isJsonObject(spec["ref"]) ? spec["ref"] : {};
  if (text(ref["commit"])) return { type: "commit", oid: text(ref["commit"]).toLowerCase() };
  if (text(ref["name"])) return { type: "name", name: text(ref["name"]) };
  if (text(ref["semver"])) return { type: "unsupported", what: "spec.ref.semver" };
  if (text(ref["tag"])) return { type: "tag", name: text(ref["tag"]) };
  return { type: "branch", name: text(ref["branch"]) || "master" };
}

/** The ref's full name at the host, or undefined for a bare commit. */
export function refNameOf(ref: GitRef): string | undefined {
  switch (ref.type) {
    case "branch":
      return `refs/heads/${ref.name}`;
    case "tag":
      return `refs/tags/${ref.name}`;
    case "name":
      return ref.name;
    case "commit":
    case "unsupported":
      return undefined;
  }
}

/** `main@sha1:<oid>`, `sha1:<oid>` for a bare commit: fluxcd/pkg: git, commitReference. */
export function revisionOf(ref: GitRef, oid: string): string {
  switch (ref.type) {
    case "branch":
    case "tag":
    case "name":
      return `${ref.name}@sha1:${oid}`;
    case "commit":
    case "unsupported":
      return `sha1:${oid}`;
  }
}
