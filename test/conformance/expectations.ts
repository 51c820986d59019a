import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Order } from "./answers.ts";
import type { Story } from "./story.ts";

/**
 * What kustomize printed, by title. Of the legacy order it is told only where it is another, as a rule as the numbers
 * of the documents above.
 */
export type Expectations = ReadonlyMap<string, string>;

export function titleOf({ shows }: Story, order: Order): string {
  return order === "none" ? shows : `${shows} (legacy order)`;
}

export function expectedIn(expectations: Expectations, story: Story, order: Order): string | undefined {
  const plain = expectations.get(titleOf(story, "none"));
  const other = order === "none" ? undefined : expectations.get(titleOf(story, order));
  if (plain === undefined || other === undefined) return plain;
  const numbers = /^documents ([\d ]+)\n$/.exec(other)?.[1]?.split(" ");
  if (numbers === undefined) return other;
  const documents = documentsIn(plain);
  return numbers.map((number) => documents[Number(number) - 1] ?? "").join(separator);
}

/** The legacy order as it is written down; undefined where it says nothing new. */
export function reordered(plain: string, legacy: string): string | undefined {
  if (plain === legacy) return undefined;
  const documents = documentsIn(plain);
  const numbers = documentsIn(legacy).map((document) => documents.indexOf(document) + 1);
  const isAll = new Set(numbers).size === documents.length && !numbers.includes(0);
  return isAll ? `documents ${numbers.join(" ")}\n` : legacy;
}

const separator = "---\n";

function documentsIn(yaml: string): readonly string[] {
  return yaml.split(/^---\n/m);
}

export function readExpectations(chapter: string): Expectations {
  const file = fileOf(chapter);
  const [, ...sections] = existsSync(file) ? readFileSync(file, "utf8").split(/^=== /m) : [];
  return new Map(
    sections.map((section) => {
      const end = section.indexOf("\n");
      return [section.slice(0, end), section.slice(end + 1)];
    }),
  );
}

/** Only what begins a line parts the sections, and there YAML has keys, none of which begins like that here. */
export function writeExpectations(chapter: string, expectations: Expectations): void {
  const head = "What kustomize v5.8.1 prints, written by `npm run expect`: not to be changed by hand.\n";
  const sections = [...expectations].map(([title, yaml]) => `=== ${title}\n${yaml}`);
  if (sections.length === 0) rmSync(fileOf(chapter), { force: true });
  else writeFileSync(fileOf(chapter), `${head}${sections.join("")}`);
}

function fileOf(chapter: string): string {
  return join(import.meta.dirname, "expected", `${chapter}.txt`);
}
