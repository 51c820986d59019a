import { checkObject, trustIn, type Trust } from "./check-object.ts";
import { signedCommit, signedTag } from "./signed-object.ts";

/** One git object as the host sent it; its name was checked against its content. */
export type GitObject = { readonly oid: string; readonly content: Uint8Array };

export type VerifyRequest = {
  /** spec.verify.mode; absent, it is HEAD. */
  readonly mode: string | undefined;
  readonly commit: GitObject;
  /** The tag that spec.ref names: its short name, and its object unless it is a light one. */
  readonly tag?: { readonly name: string; readonly object?: GitObject };
  /** The Secret that spec.verify.secretRef names: public keys by file name. Undefined when there is none. */
  readonly keys: Readonly<Record<string, string>> | undefined;
  readonly now: number;
};

export type VerificationReason =
  | "InvalidCommitSignature"
  | "InvalidTagSignature"
  | "InvalidGitObject"
  | "InvalidVerificationMode"
  | "VerificationError";

/** What the condition SourceVerified says. */
export type Verification =
  | { readonly ok: true; readonly message: string; readonly mode: VerificationMode }
  | { readonly ok: false; readonly reason: VerificationReason; readonly message: string };

export type VerificationMode = "HEAD" | "Tag" | "TagAndHEAD";

/**
 * Whether what spec.verify asks to be signed is signed by a trusted key.
 * Upstream: fluxcd/source-controller internal/controller/gitrepository_controller.go, verifySignature
 */
export async function verifySource({
  mode: asked,
  commit,
  tag,
  keys,
  now,
}: VerifyRequest): Promise<Verification> {
  const mode = modeOf(asked);
  if (!mode)
    return failing("InvalidVerificationMode", {
      what: `spec.verify.mode ${JSON.stringify(asked)} is none`,
      remedy: "Write HEAD, Tag or TagAndHEAD",
    });
  if (!keys)
    return failing("VerificationError", {
      what: "public keys secret error: the Secret that spec.verify.secretRef names does not exist",
      remedy: "Create it, with a .sshpub or .asc entry for each trusted key",
    });
  const trust: Trust = trustIn(keys, now);
  const verified: string[] = [];
  if (mode !== "HEAD") {
    const outcome = await verifyTag(tag, { commit, trust });
    if (!outcome.ok) return outcome;
    verified.push(outcome.message);
  }
  if (mode !== "Tag") {
    const check = await checkObject(signedCommit(commit.content), trust);
    if (!check.ok)
      return failing("InvalidCommitSignature", {
        what: `signature verification of commit '${commit.oid}' failed: ${check.why}`,
        remedy: check.remedy,
      });
    verified.push(`commit '${commit.oid}' with key '${check.key}'`);
  }
  return {
    ok: true,
    mode,
    message: `verified signature of${verified.map((one) => `\n\t- ${one}`).join("")}`,
  };
}

type Words = { readonly what: string; readonly remedy: string };

function modeOf(asked: string | undefined): VerificationMode | undefined {
  if (asked === undefined || asked === "HEAD" || asked === "head") return "HEAD";
  return asked === "Tag" || asked === "TagAndHEAD" ? asked : undefined;
}

function failing(reason: VerificationReason, { what, remedy }: Words): Verification & { readonly ok: false } {
  return { ok: false, reason, message: `${what}. ${remedy}` };
}

type TagOutcome = { readonly ok: true; readonly message: string } | (Verification & { readonly ok: false });

async function verifyTag(
  tag: VerifyRequest["tag"],
  { commit, trust }: { readonly commit: GitObject; readonly trust: Trust },
): Promise<TagOutcome> {
  if (!tag)
    return failing("InvalidVerificationMode", {
      what: "cannot verify tag object's signature if a tag reference is not specified",
      remedy: "Name a tag in spec.ref.tag, spec.ref.semver or spec.ref.name, or set spec.verify.mode to HEAD",
    });
  const { object } = tag;
  const signed = object && signedTag(object.content);
  const head = object && headOf(object.content);
  const shown = object ? `${head?.name ?? tag.name}@${object.oid}` : tag.name;
  if (!object || !signed || signed.kind === "empty")
    return failing("InvalidGitObject", {
      what: `cannot verify signature of tag '${shown}' since it is not signed`,
      remedy: "Make it anew with `git tag -s` and push it",
    });
  const check = await checkObject(signed, trust);
  if (!check.ok)
    return failing("InvalidTagSignature", {
      what: `signature verification of tag '${shown}' failed: ${check.why}`,
      remedy: check.remedy,
    });
  // Which commit a tag leads to is the host's word alone, until the signed object says the same.
  if (head?.object !== commit.oid)
    return failing("InvalidGitObject", {
      what: `tag '${shown}' is signed for ${head?.object ?? "nothing"}, not for the commit '${commit.oid}'`,
      remedy: "Make a tag of the commit itself, with `git tag -s`",
    });
  return { ok: true, message: `tag '${shown}' with key '${check.key}'` };
}

/** What a tag's headers say it names, and what it is called. */
function headOf(content: Uint8Array): {
  readonly object?: string | undefined;
  readonly name?: string | undefined;
} {
  const text = new TextDecoder().decode(content);
  const match = /^object ([0-9a-f]{40})\ntype \S+\ntag ([^\n]*)\n/.exec(text);
  return { object: match?.[1], name: match?.[2] };
}
