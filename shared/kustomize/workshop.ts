import type { SchemaBook } from "#shared/merge/schema-book.ts";
import type { Failure, Result } from "#shared/model/failure.ts";
import type { ParseFile } from "#shared/yaml/parse-file.ts";

import type { BuildMemory, Recalled } from "./build-memory.ts";
import { loadFile, type Loading } from "./load-file.ts";
import { isRefusal, type LoadedFile } from "./refusal.ts";

/** How objects are merged. The first kustomization that brings schemas decides for the rest of the build. */
export type Schemas = {
  book: SchemaBook;
  isDecided: boolean;
  /** The types read so far, `apiVersion kind`, and whether anything was merged: upstream then knows its own types. */
  readonly types: Set<string>;
  haveMerged: boolean;
};

/** What every kustomization of one build works with. */
export type Workshop = {
  readonly loading: Loading;
  readonly parse: ParseFile;
  readonly memory: BuildMemory | undefined;
  readonly schemas: Schemas;
  /** Whether to note where objects come from, and what changed them. */
  readonly tracks: boolean;
  /** How many kustomizations have been built so far, each as often as it is named. */
  readonly effort: { kustomizations: number };
  /** Everything that was wrong, everywhere. */
  readonly failures: Failure[];
  readonly warnings: string[];
};

/** What is made of a thing and of files, unless an earlier build has made it and it would be the same. */
export function recalled<T>(
  { memory, loading }: Pick<Workshop, "memory" | "loading">,
  what: Recalled,
  make: (loading: Loading) => T,
): T {
  return memory === undefined ? make(loading) : memory.recall(what, loading, make);
}

/** What was asked for, or undefined once its failures are noted. */
export function taken<T>({ failures }: Pick<Workshop, "failures">, result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  failures.push(...result.failures);
  return undefined;
}

/** A file that a kustomization names, or undefined once it is noted why not. */
export function loaded(
  { loading, failures }: Pick<Workshop, "loading" | "failures">,
  folder: string,
  { text, origin }: { readonly text: string; readonly origin: string },
): LoadedFile | undefined {
  const file = loadFile(loading, folder, text);
  if (!isRefusal(file)) return file;
  failures.push({ ...file, subject: origin });
  return undefined;
}
