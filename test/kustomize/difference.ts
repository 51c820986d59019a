import { build } from "#shared/kustomize/build.ts";
import { printManifests } from "#shared/yaml/print-manifest.ts";
import type { Oracle } from "#test/support/kustomize/oracle.ts";
import { filesOf, type Tree } from "./tree.ts";

/** What our engine and the real one make of a tree; `text` tells where they disagree, if they do. */
export type Difference = { readonly both: "built" | "refused" | "different"; readonly text?: string };

/** Where kustomize answers and we refuse on purpose. */
const stricter: ReadonlySet<string> = new Set(["build/name-hash"]);

export async function difference(oracle: Oracle, tree: Tree, path: string): Promise<Difference> {
  const theirs = await oracle.ask({ files: tree, path });
  const ours = build(filesOf(tree), path, {});
  if ("error" in theirs) {
    if (!ours.ok) return { both: "refused" };
    // A crash of theirs is no answer.
    if (theirs.error.startsWith("panic:")) return { both: "refused" };
    return {
      both: "different",
      text: `kustomize refuses it: ${theirs.error}\nwe give:\n${printManifests(ours.value.objects)}`,
    };
  }
  if (!ours.ok) {
    if (ours.failures.every(({ code }) => stricter.has(code))) return { both: "refused" };
    return {
      both: "different",
      text: `we refuse it: ${JSON.stringify(ours.failures, undefined, 2)}\nkustomize gives:\n${theirs.yaml}`,
    };
  }
  const printed = printManifests(ours.value.objects);
  if (printed === theirs.yaml || asNumbers(printed) === asNumbers(theirs.yaml)) return { both: "built" };
  return { both: "different", text: lineByLine(printed, theirs.yaml) };
}

function lineByLine(ours: string, theirs: string): string {
  const [a, b] = [ours.split("\n"), theirs.split("\n")];
  const first = a.findIndex((line, index) => line !== b[index]);
  const around = (lines: readonly string[]): string =>
    lines.slice(Math.max(0, first - 12), first + 8).join("\n");
  return `line ${first + 1} differs.\n--- ours\n${around(a)}\n--- kustomize\n${around(b)}`;
}

/** A number written over an image or a name: once a step has changed that, kustomize no longer takes it for text. */
function asNumbers(yaml: string): string {
  return yaml.replace(/^( *(?:- )?(?:image|\w*[nN]ame): )"(\d+)"$/gm, "$1$2");
}
