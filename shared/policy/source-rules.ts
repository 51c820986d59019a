import { done, failed, type Result } from "#shared/model/failure.ts";
import { burden, ignorePattern, type IgnorePattern } from "./ignore-pattern.ts";
import { EntryName } from "./name-glob.ts";

/** What is no part of a source unless a pattern takes it back. fluxcd/pkg: sourceignore, ExcludeVCS */
const versionControl = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];

/** What is left out as long as nobody says anything of their own. fluxcd/pkg: sourceignore, ExcludeExt, ExcludeCI, ExcludeExtra */
const unlessTold = [
  "*.jpg *.jpeg *.gif *.png *.wmv *.flv *.tar.gz *.zip",
  ".github/ .circleci/ .travis.yml .gitlab-ci.yml appveyor.yml .drone.yml",
  "cloudbuild.yaml codeship-services.yml codeship-steps.yml",
  "**/.goreleaser.yml **/.sops.yaml **/.flux.yaml",
].flatMap((patterns) => patterns.split(" "));

/** Which entries of one folder are part of a source, and which rules hold in the folders below. */
export type FolderRules = {
  /** All or none of what lies below is part of the source, at any depth: nobody needs to look. */
  readonly below: "all" | "none" | "some";
  /** Where equal patterns have come to equal keys, equal folders have equal parts left out. */
  readonly key: string;
  readonly keeps: (name: string, isFolder: boolean) => boolean;
  readonly enter: (folder: string) => FolderRules;
};

/**
 * The rules at a source's root: those of every `.sourceignore` file, an outer folder's before an inner one's, and last those of
 * `spec.ignore`. The last pattern that matches decides. With no pattern at all the customary exclusions hold; a single one ends
 * them all. A folder that is left out is still entered, as a pattern may keep something in it: git never looks there.
 * Upstream: fluxcd/pkg artifact/storage, SourceIgnoreFilter.
 */
export function sourceRules(patterns: readonly IgnorePattern[]): Result<FolderRules> {
  const refusal = burden(patterns);
  if (refusal) return failed(refusal);
  const builtIn = patterns.length === 0 ? [...versionControl, ...unlessTold] : versionControl;
  const all = [...builtIn.map((line) => ignorePattern(line)), ...patterns];
  const open = all.flatMap((pattern, rank) => (pattern.steps.length > 0 ? [{ pattern, rank, step: 0 }] : []));
  return done(folderRules({ kept: true, open: open.toReversed() }));
}

/** Whether a path is part of the source. Whoever looks at many of them walks the folders instead. */
export function keepsPath(root: FolderRules, path: string, isFolder: boolean): boolean {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  return folders.reduce((rules, folder) => rules.enter(folder), root).keeps(name, isFolder);
}

type State = {
  /** What the last of the patterns that match this very folder says. */
  readonly kept: boolean;
  /** Those after it that may still match below, the last one first. */
  readonly open: readonly Open[];
};

/** A pattern, its place among all, and how many of its steps lie behind. */
type Open = { readonly pattern: IgnorePattern; readonly rank: number; readonly step: number };

function folderRules(state: State): FolderRules {
  const { kept, open } = state;
  const below = open.some(({ pattern }) => pattern.keeps !== kept) ? "some" : kept ? "all" : "none";
  return {
    below,
    get key() {
      return below === "some" ? `${kept ? "+" : "-"}${runsOf(open)}` : below;
    },
    keeps: (text, isFolder) => {
      const name = new EntryName(text);
      const deciding = open.find(
        ({ pattern, step }) =>
          step === pattern.steps.length - 1 &&
          (isFolder || !pattern.foldersOnly) &&
          pattern.steps[step]?.glob.matches(name) === true,
      );
      return deciding ? deciding.pattern.keeps : kept;
    },
    enter: (text) => folderRules(stateWithin(state, new EntryName(text))),
  };
}

function stateWithin({ kept, open }: State, folder: EntryName): State {
  const next: Open[] = [];
  for (const one of open) {
    const { pattern, rank, step } = one;
    const { glob, anyDepth } = pattern.steps[step] ?? {};
    if (glob?.matches(folder) === true) {
      // It matches everything below as well, so that nothing before it has a say there.
      if (step === pattern.steps.length - 1) return { kept: pattern.keeps, open: next };
      next.push({ pattern, rank, step: step + 1 });
    } else if (anyDepth === true) next.push(one);
  }
  // Folders mostly change nothing, and there may be very many of them: they share one list.
  const isSame = next.length === open.length && next.every((one, at) => one === open[at]);
  return { kept, open: isSame ? open : next };
}

/** `33-4.0 2.1`: ranks 33 to 4 with no step behind them, then rank 2 with one. Short, as most patterns are open everywhere. */
function runsOf(open: readonly Open[]): string {
  const runs: { readonly first: number; last: number; readonly step: number }[] = [];
  for (const { rank, step } of open) {
    const run = runs.at(-1);
    if (run?.last === rank + 1 && run.step === step) run.last = rank;
    else runs.push({ first: rank, last: rank, step });
  }
  return runs.map(({ first, last, step }) => `${first}-${last}.${step}`).join(" ");
}
