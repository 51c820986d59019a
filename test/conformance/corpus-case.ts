import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "#infra/cli/program.ts";
import type { Answer } from "./answers.ts";

/** Cases taken from kustomize's own tests, where somebody has put them beside this project. */
const folder = join(import.meta.dirname, "../../../shared/corpus/kustomize");

/** What `case.json` says, as far as it is needed. */
export type CorpusCase = {
  readonly name: string;
  /** The folder to build. */
  readonly path: string;
  readonly flags: readonly string[];
  readonly outcome: "ok" | "error";
  readonly errorKey?: string;
  /** The words are Go's or the file system's. */
  readonly errorKeyWeak?: boolean;
};

export function corpusCases(): readonly CorpusCase[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name, "case.json");
    return existsSync(file) ? [JSON.parse(readFileSync(file, "utf8")) as CorpusCase] : [];
  });
}

/** Words that the failure must contain, which are kustomize's where they are worth searching for. */
export function wordsOf({ name, errorKey = "", errorKeyWeak = false }: CorpusCase): string {
  return ourWords.get(name) ?? (errorKeyWeak ? "" : errorKey);
}

const ourWords: ReadonlyMap<string, string> = new Map([
  // kustomize drops a blank line before it counts: 17 is what an editor shows.
  ["TestDuplicateKeys", 'mapping key "env" already defined at line 17'],
  // Its folder is empty: a copy may have lost it, and there is another failure then.
  ["cli--TestValidation", "Error: "],
]);

/** With the case's own flags, or in the order that the command has when nothing is said. */
export type Order = "as asked" | "by default";

/** What `plumb build` answers, in this very process. */
export async function plumbAnswer({ name, path, flags }: CorpusCase, order: Order): Promise<Answer> {
  let [yaml, error] = ["", ""];
  const at = flags.indexOf("--reorder");
  const asked = order === "by default" && at !== -1 ? flags.toSpliced(at, 2) : flags;
  const code = await run(["build", ...asked, join(folder, name, "input", path)], {
    folder,
    env: {},
    answer: (text) => void (yaml += text),
    tell: (text) => void (error += text),
  });
  return code === 0 ? { yaml } : { error };
}

export function expectedAnswer({ name }: CorpusCase, order: Order): Answer {
  const file = order === "as asked" ? "expected.yaml" : "expected.cli-default.yaml";
  return { yaml: readFileSync(join(folder, name, file), "utf8") };
}
