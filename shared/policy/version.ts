/** A tag that reads as a version. */
export type Version = {
  /** As it is written: `v1.2.3+build.7`. */
  readonly text: string;
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** `rc.1`; "" for a release. What follows a plus is no part of a version's rank and is not kept. */
  readonly prerelease: string;
};

const loose =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/**
 * The version that a tag names; undefined when it names none, as most tags do not and nobody minds. Two dots it must
 * have somewhere: `1.2` is none, and `1-rc.1.2` is 1.0.0-rc.1.2. Leading zeros are dropped. fluxcd/pkg: version.ParseVersion.
 */
export function parseVersion(tag: string): Version | undefined {
  return tag.split(".", 3).length === 3 ? looseVersion(tag) : undefined;
}

/** The same without a word on dots: `1` and `1.2` are versions too, as constraints may write them. Masterminds/semver: NewVersion. */
export function looseVersion(text: string): Version | undefined {
  const [, ...parts] = loose.exec(text) ?? [];
  const [major, minor, patch] = parts.slice(0, 3).map((part) => uint64(part ?? "0"));
  const prerelease = parts[3] ?? "";
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  if (prerelease.split(".").some((part) => /^0\d+$/.test(part))) return undefined;
  return { text, major, minor, patch, prerelease };
}

/** Below zero when `a` ranks lower; zero also for versions that differ in what follows a plus, or in a leading `v`. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compare(a.major, b.major) ||
    compare(a.minor, b.minor) ||
    compare(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1; // a release stands above everything that led to it
  const others = b.split(".");
  const parts = a.split(".");
  for (let at = 0; at < Math.max(parts.length, others.length); at += 1) {
    const order = compareParts(parts[at], others[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const number = uint64(a);
  const other = uint64(b);
  if (number !== undefined && other !== undefined) return compare(number, other);
  if (number === undefined && other === undefined) return compare(a, b);
  return number === undefined ? 1 : -1;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const largest = 2n ** 64n - 1n;

/** Go reads no larger number; in a pre-release it is then a word. */
function uint64(digits: string): bigint | undefined {
  if (!/^\d+$/.test(digits)) return undefined;
  const significant = digits.replace(/^0+(?=\d)/, "");
  if (significant.length > 20) return undefined;
  const value = BigInt(significant);
  return value > largest ? undefined : value;
}
