import { done, failed, type Result } from "#shared/model/failure.ts";
import { satisfiesTerm, type Operator, type Term } from "./version-term.ts";
import { compareVersions, looseVersion, parseVersion, type Version } from "./version.ts";

/** What `spec.ref.semver` says: alternatives, and in each the terms that must all hold. */
export type Constraint = readonly Alternative[];

type Alternative = {
  readonly terms: readonly Term[];
  /** Pre-releases are looked at only where a term of the alternative names one. */
  readonly prereleases: boolean;
};

const longest = 1_000;

const spaces = String.raw`[\t\n\f\r ]*`;
// The pipes are upstream's slip; it reads on past them, and then finds no version there.
const written = String.raw`v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
const termAhead = new RegExp(`${spaces}([=!<>~^]*)${spaces}(${written})(?=[\\t\\n\\f\\r ,]|$)`, "y");
const betweenTerms = new RegExp(`${spaces}(?:$|,?)`, "y");
const hyphenRange = new RegExp(
  `${spaces}(${written})[\\t\\n\\f\\r ]+-[\\t\\n\\f\\r ]+(${written})${spaces}`,
  "g",
);

/**
 * Reads a range as Flux does, which is as Masterminds/semver does (constraints.go): `>=1.0.0 <2.0.0`, `~1.2`, `^1`,
 * `1.x`, `1.2 - 1.4`, `||`. npm's semver package is not used: there `!=` and a comma between terms are unknown, `=>` too,
 * a pre-release counts only beside a term of the very same version, and `^0`, `>1.x` and `<=1` bound other versions.
 */
export function parseConstraint(text: string): Result<Constraint> {
  if (text.length > longest)
    return unreadable(`${text.slice(0, 60)}…`, `is longer than ${longest} characters`);
  const alternatives: Alternative[] = [];
  for (const part of withoutHyphens(text).split("||")) {
    const terms = termsIn(part);
    if (terms === undefined) return unreadable(text, "is no range of versions");
    alternatives.push({ terms, prereleases: terms.some(({ version }) => version.prerelease !== "") });
  }
  return done(alternatives);
}

function unreadable(range: string, message: string): ReturnType<typeof failed> {
  return failed({
    code: "policy/semver-unreadable",
    subject: `the range ${JSON.stringify(range)}`,
    message,
    remedy: "Write for instance `>=1.0.0 <2.0.0`, `~1.2` or `1.x`; with pre-releases `>=1.0.0-0`",
  });
}

export function satisfies(version: Version, range: Constraint): boolean {
  return range.some(
    ({ terms, prereleases }) =>
      (prereleases || version.prerelease === "") && terms.every((term) => satisfiesTerm(version, term)),
  );
}

/**
 * The tags of the highest version in the range: none, one, or several that differ only in what follows a plus or in
 * a leading `v`. Of several Flux takes the one whose commit has the latest committer time; a tie then falls by chance there.
 */
export function newestVersions(tags: readonly string[], range: Constraint): readonly string[] {
  let newest: Version[] = [];
  for (const tag of tags) {
    const version = parseVersion(tag);
    if (!version || !satisfies(version, range)) continue;
    const order = newest[0] ? compareVersions(version, newest[0]) : 1;
    if (order > 0) newest = [version];
    else if (order === 0) newest.push(version);
  }
  return newest.map(({ text }) => text);
}

/** `1.2 - 1.4` becomes `>= 1.2, <= 1.4`. Only the first place with the same words is rewritten at each turn, as upstream. */
function withoutHyphens(text: string): string {
  let rewritten = text;
  for (const [words, from, , , , , to] of text.matchAll(hyphenRange))
    rewritten = rewritten.replace(words, () => `>= ${from}, <= ${to} `);
  return rewritten;
}

/** Term after term, without going back: text from strangers must not make a pattern try every way to part it. */
function termsIn(text: string): readonly Term[] | undefined {
  const terms: Term[] = [];
  let at = 0;
  do {
    const found = matchAt(termAhead, text, at);
    const term = found && termOf(found);
    if (!term) return undefined;
    terms.push(term);
    at += found[0].length;
    at += matchAt(betweenTerms, text, at)?.[0].length ?? 0;
  } while (at < text.length || text.endsWith(","));
  return terms;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function termOf([, spelled = "", whole = "", major = "", minor, patch, prerelease = ""]: RegExpExecArray):
  | Term
  | undefined {
  const open = isOpen(major) ? "major" : isOpen(minor) ? "minor" : isOpen(patch) ? "patch" : undefined;
  const named = {
    major: "0.0.0",
    minor: `${major}.0.0`,
    patch: `${major}${minor ?? ""}.0`,
  };
  const version = looseVersion(open ? named[open] + prerelease : whole);
  const operator = operators.get(spelled);
  return version && operator && { operator, version, ...(open && { open }) };
}

/** Left out, or a placeholder: `x`, `X`, `*`. */
function isOpen(segment: string | undefined): boolean {
  return segment === undefined || /^\.?[xX*]$/.test(segment);
}

/** Every spelling of an operator. */
const operators: ReadonlyMap<string, Operator> = new Map([
  ["", "="],
  ["=", "="],
  ["!=", "!="],
  [">", ">"],
  ["<", "<"],
  [">=", ">="],
  ["=>", ">="],
  ["<=", "<="],
  ["=<", "<="],
  ["~", "~"],
  ["~>", "~"],
  ["^", "^"],
]);
