import { done, failedWith, type Failure, type Result } from "#shared/model/failure.ts";
import { exactName, nameGlob, type NameGlob } from "./name-glob.ts";

/** One line of a `.sourceignore` file or of `spec.ignore`. */
export type IgnorePattern = {
  /** Begins with `!`: what it matches stays. */
  readonly keeps: boolean;
  /** Ends with a slash: it matches a file only by one of the folders above it. */
  readonly foldersOnly: boolean;
  /** Folder after folder. What matches all of them is meant, and everything below. Empty when nothing ever matches. */
  readonly steps: readonly Step[];
};

export type Step = {
  readonly glob: NameGlob;
  /** Folders may come between. The first that matches counts: no other is tried when the next step then fails. */
  readonly anyDepth: boolean;
};

export type IgnoreFile = {
  /** Where the text stands, for whoever has to mend it: `apps/.sourceignore`, `spec.ignore`. */
  readonly origin: string;
  /** The folder below which its patterns hold; "" is the root. */
  readonly folder: string;
};

const longestLine = 1_000;
const mostPatterns = 5_000;
/** Some half a millisecond for a name that was made to cost it. */
const mostEffort = 1_000;
const blank = /^[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]*$/;

/** The patterns of a `.sourceignore` file or of `spec.ignore`, in their order. Upstream: fluxcd/pkg sourceignore, ReadPatterns. */
export function parseIgnore(text: string, { origin, folder }: IgnoreFile): Result<readonly IgnorePattern[]> {
  const patterns: IgnorePattern[] = [];
  const failures: Failure[] = [];
  for (const [at, ended] of text.split("\n").entries()) {
    const line = ended.replace(/\r$/, "");
    if (line.startsWith("#") || blank.test(line)) continue;
    if (line.length > longestLine) failures.push(lineTooLong(`${origin}:${at + 1}`));
    else if (patterns.length === mostPatterns) return failedWith([...failures, tooManyPatterns(origin)]);
    else patterns.push(ignorePattern(line, folder));
  }
  return failures.length > 0 ? failedWith(failures) : done(patterns);
}

function lineTooLong(subject: string): Failure {
  return {
    code: "policy/ignore-line-too-long",
    subject,
    message: `the pattern has more than ${longestLine} characters`,
    remedy: "Shorten it, or write several",
  };
}

function tooManyPatterns(subject: string): Failure {
  return {
    code: "policy/ignore-too-many-patterns",
    subject,
    message: `there are more than ${mostPatterns} patterns of what to leave out`,
    remedy: "Name folders in place of the files in them",
  };
}

/** What makes all patterns of a source together too much to ask of every name in it. */
export function burden(patterns: readonly IgnorePattern[]): Failure | undefined {
  const subject = "spec.ignore with the .sourceignore files";
  if (patterns.length > mostPatterns) return tooManyPatterns(subject);
  const globs = patterns
    .flatMap(({ steps }) => steps.map(({ glob }) => glob))
    .filter(({ effort }) => effort > 0);
  const efforts = new Map(globs.map(({ pattern, effort }) => [pattern, effort])); // one name is asked once for each
  if ([...efforts.values()].reduce((sum, effort) => sum + effort, 0) <= mostEffort) return undefined;
  return {
    code: "policy/ignore-too-costly",
    subject,
    message: "to hold every name against these patterns would take too long",
    remedy: "Use fewer with several *, or with a * beside a ? or [ ]; name folders instead",
  };
}

/** Upstream: fluxcd/pkg sourceignore/gitignore/pattern.go, which began as go-git's and differs from git. */
export function ignorePattern(line: string, folder = ""): IgnorePattern {
  const keeps = line.startsWith("!");
  let pattern = keeps ? line.slice(1) : line;
  if (!pattern.endsWith("\\ ")) pattern = pattern.replace(/ +$/, "");
  const foldersOnly = pattern.endsWith("/");
  if (foldersOnly) pattern = pattern.slice(0, -1);
  const inside = pattern.includes("/") ? placedSteps(pattern.split("/")) : namedSteps(pattern);
  const around = folder === "" ? [] : folder.split("/").map(exactStep);
  return { keeps, foldersOnly, steps: inside.length === 0 ? [] : [...around, ...inside] };
}

/** Without a slash: a name at any depth. */
function namedSteps(pattern: string): readonly Step[] {
  const glob = nameGlob(pattern);
  return glob ? [{ glob, anyDepth: true }] : [];
}

/** With a slash: a place. An empty part says nothing, and `**` at the end matches what stands before it already. */
function placedSteps(parts: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let anyDepth = false;
  for (const part of parts) {
    if (part === "" || part === "**") {
      anyDepth = part === "**";
      continue;
    }
    // Two stars beside other characters match nothing there; git takes them for one.
    const glob = part.includes("**") ? undefined : nameGlob(part);
    if (!glob) return [];
    steps.push({ glob, anyDepth });
    anyDepth = false;
  }
  return steps;
}

function exactStep(folder: string): Step {
  return { glob: exactName(folder), anyDepth: false };
}
