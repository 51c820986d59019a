import { failed, type Failure, type Result, done } from "#shared/model/failure.ts";
import type { Json } from "#shared/model/json.ts";
import { parseIgnore, type IgnorePattern } from "#shared/policy/ignore-pattern.ts";
import { sourceRules, type FolderRules } from "#shared/policy/source-rules.ts";
import { readAll, withBlobs } from "./blobs-missing.ts";
import { digestOf } from "#functions/source/digest.ts";
import { splitPath, type FileTree, type Folder, type TreeNode } from "./file-tree.ts";
import { findPaths } from "./find-paths.ts";
import type { Facts } from "./tree-facts.ts";

// As to Flux, a byte order mark belongs to the first pattern.
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** So much is never written by hand, and no more patterns are taken than have room in it. */
const mostBytes = 5_000_000;

/** The part of a tree that its `.sourceignore` files and `spec.ignore` keep. */
export async function keptOf(
  tree: FileTree,
  { ignore, facts }: { readonly ignore: Json | undefined; readonly facts: Facts },
): Promise<Result<FileTree>> {
  const texts: (readonly [origin: string, folder: string, text: string])[] = [];
  const isWanted = (name: string, { kind }: TreeNode): boolean => name === ".sourceignore" && kind === "file";
  const paths = findPaths(tree, { facts, about: "ignore files", isWanted });
  const contents = await withBlobs(() => readAll(tree, { paths, mostBytes }));
  if (!contents.ok) return contents;
  for (const [at, path] of paths.entries())
    texts.push([path, splitPath(path)[0], decoder.decode(contents.value[at])]);
  if (typeof ignore === "string") texts.push(["spec.ignore", "", ignore]);
  const patterns: IgnorePattern[] = [];
  for (const [origin, folder, text] of texts) {
    const parsed = parseIgnore(text, { origin, folder });
    if (!parsed.ok) return invalid(parsed.failures);
    patterns.push(...parsed.value);
  }
  const rules = sourceRules(patterns);
  return rules.ok
    ? done(new Kept(tree, rules.value, await digestOf(JSON.stringify(texts))))
    : invalid(rules.failures);
}

function invalid(failures: readonly Failure[]): ReturnType<typeof failed> {
  return failed(...failures.map((failure) => ({ ...failure, code: "source/ignore-invalid" })));
}

class Kept implements FileTree {
  readonly #tree: FileTree;
  readonly #rules: Map<string, FolderRules>;
  /** Names all of the rules: where they decide differently, equal folders are not equal. */
  readonly #name: string;

  constructor(tree: FileTree, rules: FolderRules, name: string) {
    this.#tree = tree;
    this.#rules = new Map([["", rules]]);
    this.#name = name;
  }

  get id(): string {
    return this.#idWithin(this.#tree.id, this.#rulesAt(""));
  }

  folder(path: string): Folder | undefined {
    const entries = this.#tree.folder(path);
    const rules = this.#rulesAt(path);
    if (!entries || rules.below === "all") return entries;
    const kept = new Map<string, TreeNode>();
    for (const [name, node] of entries)
      if (node.kind === "folder") {
        const within = rules.enter(name);
        if (within.below !== "none") kept.set(name, { kind: "folder", id: this.#idWithin(node.id, within) });
      } else if (rules.keeps(name, node.kind === "submodule")) kept.set(name, node);
    return kept;
  }

  read(path: string): Uint8Array | undefined {
    const [folder, name] = splitPath(path);
    return this.#rulesAt(folder).keeps(name, false) ? this.#tree.read(path) : undefined;
  }

  #rulesAt(path: string): FolderRules {
    const known = this.#rules.get(path);
    if (known) return known;
    const [folder, name] = splitPath(path);
    const rules = this.#rulesAt(folder).enter(name);
    this.#rules.set(path, rules);
    return rules;
  }

  #idWithin(id: string, { below, key }: FolderRules): string {
    return id === "" || below === "all" ? id : `${id} ${this.#name} ${key}`;
  }
}
