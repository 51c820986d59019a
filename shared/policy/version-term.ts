import { compareVersions, type Version } from "./version.ts";

export type Operator = "=" | "!=" | ">" | "<" | ">=" | "<=" | "~" | "^";

/** `>=1.2`, which names 1.2.0 and leaves its patch open. */
export type Term = {
  readonly operator: Operator;
  /** With zeros where it is open. */
  readonly version: Version;
  /** The first segment that is left out or a placeholder. */
  readonly open?: "major" | "minor" | "patch";
};

/**
 * Whether a term holds for a version. That pre-releases are asked for at all is settled before.
 * What looks odd is Masterminds/semver's way, to the letter (constraints.go): `^*` and `<=*` hold for little more than 0.0.0, `~0.0.0`
 * for everything, and `!=*` for all but 0.0.0.
 */
export function satisfiesTerm(version: Version, { operator, version: bound, open }: Term): boolean {
  const sides: Sides = { version, bound, open };
  const order = compareVersions(version, bound);
  switch (operator) {
    case "=":
      return open ? order >= 0 && isNear(sides) : order === 0;
    case "!=":
      return differs(sides);
    case ">":
      return isAbove(sides);
    case "<":
      return order < 0;
    case ">=":
      return order >= 0;
    case "<=":
      return open ? !isBeyond(sides) : order <= 0;
    case "~":
      return order >= 0 && isNear(sides);
    case "^":
      return order >= 0 && isCompatible(sides);
  }
}

type Sides = { readonly version: Version; readonly bound: Version; readonly open: Term["open"] };

/** Behind a tilde: the same minor version, or the same major one where the term says no more. */
function isNear({ version, bound, open }: Sides): boolean {
  if (isZero(bound) && open !== "minor" && open !== "patch") return true;
  return version.major === bound.major && (open === "minor" || version.minor === bound.minor);
}

/** Behind a caret: the first segment that is not zero stays as it is. */
function isCompatible({ version, bound, open }: Sides): boolean {
  if (version.major !== bound.major) return false;
  if (bound.major > 0n || open === "minor") return true;
  if (version.minor !== bound.minor) return false;
  return bound.minor > 0n || open === "patch" || version.patch === bound.patch;
}

function differs({ version, bound, open }: Sides): boolean {
  if (open === "minor") return version.major !== bound.major;
  if (open === "patch")
    return (
      version.major !== bound.major ||
      version.minor !== bound.minor ||
      version.prerelease !== bound.prerelease
    );
  return compareVersions(version, bound) !== 0;
}

/** `>1` begins at 2.0.0, `>1.2` at 1.3.0. */
function isAbove({ version, bound, open }: Sides): boolean {
  if (open === "minor") return version.major > bound.major;
  if (open === "patch")
    return version.major > bound.major || (version.major === bound.major && version.minor > bound.minor);
  return compareVersions(version, bound) > 0;
}

/** `<=1` ends before 2.0.0, `<=1.2` before 1.3.0. */
function isBeyond({ version, bound, open }: Sides): boolean {
  if (version.major !== bound.major) return version.major > bound.major;
  return open !== "minor" && version.minor > bound.minor;
}

function isZero({ major, minor, patch }: Version): boolean {
  return major === 0n && minor === 0n && patch === 0n;
}
