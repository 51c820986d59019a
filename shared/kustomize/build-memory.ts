import type { Loading } from "./load-file.ts";
import type { WatchedFiles } from "./read-set.ts";

/**
 * What builds leave to those after them, so that what has not changed is not worked out again. No outcome hangs on it:
 * it answers what would be made of the very same thing, and of files that say what they said.
 */
export type BuildMemory = {
  readonly recall: <T>(what: Recalled, loading: Loading, make: (loading: Loading) => T) => T;
};

/** What is made, and of which thing, if of any: by both together it is known, and its type is given. */
export type Recalled = { readonly what: string; readonly of?: object };

type Made = { readonly value: unknown; readonly holds: (loading: Loading) => boolean };

/** Folders that are gone are not missed; no thing has so much made of it. */
const mostOfOne = 10_000;

/** One for whoever builds the same repository again and again. What it knows of a thing is forgotten with the thing. */
export function buildMemory(): BuildMemory {
  const madeOf = new WeakMap<object, Map<string, Made>>();
  const nothing = {};
  return {
    recall: <T>({ what, of = nothing }: Recalled, loading: Loading, make: (loading: Loading) => T): T => {
      const made = madeOf.get(of) ?? new Map<string, Made>();
      const known = made.get(what);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the name of what is made gives its type
      if (known?.holds(loading) === true) return known.value as T;
      const { traced, holds } = trace(loading);
      const value = make(traced);
      if (made.size >= mostOfOne) made.clear();
      madeOf.set(of, made.set(what, { value, holds }));
      return value;
    },
  };
}

type Trace = {
  readonly traced: Loading;
  /** Whether everything that was read is as it was. Today's files are asked, and so hear of it as well. */
  readonly holds: (loading: Loading) => boolean;
};

/** What comes from elsewhere may change unnoticed: it never holds. */
function trace(loading: Loading): Trace {
  const { files, remote, rootOnly } = loading;
  const checks: ((files: WatchedFiles) => boolean)[] = [];
  let isLocal = true;
  const ask = <A>(question: (files: WatchedFiles) => A, isSame: (one: A, other: A) => boolean): A => {
    const answer = question(files);
    checks.push((later) => isSame(answer, question(later)));
    return answer;
  };
  const traced: Loading = {
    ...loading,
    files: {
      ...files,
      probe: (path) => ask((files) => files.probe(path), isSameContent),
      readIfFile: (path) => ask((files) => files.readIfFile(path), isSameContent),
      list: (path) => ask((files) => files.list(path), isSameList),
      real: (path) => ask((files) => files.real(path), Object.is),
    },
    remote: {
      ...remote,
      file: (url) => {
        isLocal = false;
        return remote.file(url);
      },
      repository: (url, ref) => {
        isLocal = false;
        return remote.repository(url, ref);
      },
    },
  };
  return {
    traced,
    holds: (later) => isLocal && later.rootOnly === rootOnly && checks.every((check) => check(later.files)),
  };
}

type Bytes = Uint8Array | undefined;

function isSameContent(one: Bytes, other: Bytes): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  return one.every((byte, at) => byte === other[at]);
}

type Names = readonly string[] | undefined;

function isSameList(one: Names, other: Names): boolean {
  if (one === other) return true;
  return one !== undefined && one.length === other?.length && one.every((name, at) => name === other[at]);
}
