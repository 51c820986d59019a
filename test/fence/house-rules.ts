/** A file of ours, by its path from the root of the project. */
export type HouseFile = { readonly path: string; readonly text: string };

type Rule = {
  readonly holdsFor: (path: string) => boolean;
  /** Line and text of every place that breaks it. */
  readonly breaches: (file: HouseFile, paths: ReadonlySet<string>) => readonly string[];
  readonly remedy: string;
};

/** What no tool of ours looks at. Every breach names file, line and what to do. */
export function houseRuleBreaches(
  files: readonly HouseFile[],
  registryHosts: readonly string[],
): readonly string[] {
  const paths = new Set(files.map(({ path }) => path));
  return rules(registryHosts).flatMap(({ holdsFor, breaches, remedy }) =>
    files
      .filter(({ path }) => holdsFor(path))
      .flatMap((file) => breaches(file, paths).map((breach) => `${file.path}${breach}. ${remedy}`)),
  );
}

const namedForNoIdea = /(^|\/)(utils?|helpers?|common|misc|types?|index)(\.d)?\.[cm]?tsx?$/;
const longestFile = 300;
const lateImport = /\b(?:import|require)\s*\((?!\s*["']\.\/)/;
// The brackets keep this file from breaking its own rules.
const unfinished = /\b(TOD[O]|FIXM[E]|XX[X])\b|\b[Nn]ot implemente[d]\b/;
const oneMachine = /(?<![\w.\-/*])\/(?:work|tmp|root)[/]/;
/** Written by tools and checked by them: hashes may spell anything. */
const isLock = (path: string): boolean => path === "package-lock.json" || path.endsWith("go.sum");

function rules(registryHosts: readonly string[]): readonly Rule[] {
  return [
    {
      holdsFor: isStorey,
      breaches: ({ path }) => (namedForNoIdea.test(path) ? [": its name says no idea"] : []),
      remedy: "Name it after the one thing it is about",
    },
    {
      holdsFor: (path) => path.endsWith(".d.ts"),
      breaches: ({ path }, paths) =>
        paths.has(path.replace(/\.d\.ts$/, ".ts")) ? [": the compiler wrote this beside its source"] : [],
      remedy: "Delete it, and give the tsconfig.json of whoever imports the source a reference to its storey",
    },
    {
      holdsFor: (path) => isStorey(path) && path.endsWith(".ts"),
      breaches: ({ text }) => {
        const count = codeLines(text);
        return count > longestFile ? [`: ${count} lines of code, ${longestFile} are allowed`] : [];
      },
      remedy: "It holds more than one idea: part them",
    },
    {
      holdsFor: (path) => isStorey(path) && path.endsWith(".ts"),
      breaches: linesWhere((line) => lateImport.test(line)),
      remedy:
        "The linter's fences do not see this import: write it at the top, or import a file of this room (./…)",
    },
    {
      holdsFor: (path) => !isLock(path),
      breaches: linesWhere((line) => unfinished.test(line)),
      remedy: "Finish it, or open an issue and take it out",
    },
    {
      holdsFor: (path) => !isLock(path),
      breaches: linesWhere((line) => oneMachine.test(line)),
      remedy: "This path is one machine's: take it from os.tmpdir(), import.meta.dirname or the settings",
    },
    {
      holdsFor: (path) => !isLock(path),
      breaches: linesWhere((line) => registryHosts.some((host) => line.includes(host))),
      remedy: "Which registry is the user's choice: leave the host out",
    },
  ];
}

function isStorey(path: string): boolean {
  return /^(shared|functions|infra)\//.test(path);
}

function linesWhere(breaks: (line: string) => boolean): Rule["breaches"] {
  return ({ text }) =>
    text
      .split("\n")
      .flatMap((line, index) => (breaks(line) ? [`:${index + 1}: ${line.trim().slice(0, 100)}`] : []));
}

/** Lines that say something to the machine: neither blank nor only a comment. */
function codeLines(text: string): number {
  const withoutComments = text.replaceAll(/^\s*\/\*[\s\S]*?\*\/\s*?$/gm, "").replaceAll(/^\s*\/\/.*$/gm, "");
  return withoutComments.split("\n").filter((line) => line.trim() !== "").length;
}
