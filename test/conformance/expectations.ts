import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Order } from "./answers.ts";
import type { Story } from "./story.ts";

/** What kustomize printed, by title. The legacy order is kept only where it is another than that of `none`. */
export type Expectations = ReadonlyMap<string, string>;

export function titleOf({ shows }: Story, order: Order): string {
  return order === "none" ? shows : `${shows} (legacy order)`;
}

export function expectedIn(expectations: Expectations, story: Story, order: Order): string | undefined {
  return expectations.get(titleOf(story, order)) ?? expectations.get(titleOf(story, "none"));
}

export function readExpectations(chapter: string): Expectations {
  const [, ...sections] = readFileSync(fileOf(chapter), "utf8").split(/^=== /m);
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
  writeFileSync(fileOf(chapter), `${head}${sections.join("")}`);
}

function fileOf(chapter: string): string {
  return join(import.meta.dirname, "expected", `${chapter}.txt`);
}
