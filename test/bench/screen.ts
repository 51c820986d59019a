import { stdout } from "node:process";
import { figures, meets, type Figure } from "./figures.ts";
import type { Measured } from "./measured.ts";

/** A measured value with the machine's load at the time. */
export type Shown = Measured & { readonly load: number };

const coloured = stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "";
const paint = (code: number, text: string): string => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);

export function figureOf({ name }: Pick<Measured, "name">): Figure {
  const figure = figures.find((one) => one.name === name);
  if (!figure) throw new Error(`no figure is called ${name}`);
  return figure;
}

/** One figure as a program reads it. */
export function jsonLine({ name, value, detail, load }: Shown): string {
  const { unit, bar, goal } = figureOf({ name });
  const met = meets(bar, value);
  return JSON.stringify({
    figure: name,
    value,
    unit,
    bar,
    goal,
    met,
    goalMet: meets(goal, value),
    load,
    ...detail,
  });
}

/** All figures as a person reads them. */
export function table(shown: readonly Shown[]): string {
  const rows = shown.map((one) => {
    const { name, unit, bar, goal } = figureOf(one);
    return { cells: [name, `${one.value}`, unit, bar, goal], met: meets(bar, one.value), note: noteOf(one) };
  });
  const head = ["figure", "value", "unit", "bar", "goal"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => aligned(cell, { column, width: widths[column] ?? 0 })).join("  ");
  return [
    `  ${line(head)}`,
    ...rows.map(({ cells, met, note }) =>
      `${met ? paint(32, "✔") : paint(31, "✗")} ${line(cells)}  ${paint(2, note)}`.trimEnd(),
    ),
  ].join("\n");
}

/** Numbers stand below each other by their last digit. */
function aligned(cell: string, { column, width }: { column: number; width: number }): string {
  return column === 1 ? cell.padStart(width) : cell.padEnd(width);
}

function noteOf({ detail, load }: Shown): string {
  const said = (key: string, text: (value: string) => string): string[] =>
    detail[key] === undefined ? [] : [text(wordsOf(detail[key]))];
  return [
    ...said("min", (min) => `${min}–${wordsOf(detail["max"])}`),
    ...said("p95", (p95) => `p95 ${p95}`),
    ...said("floor", (floor) => `floor ${floor}, × ${wordsOf(detail["ratio"])}`),
    ...said("rate", (rate) => `${rate}/s, bare ${wordsOf(detail["bareRate"])}/s`),
    ...said("split", (split) => split),
    ...said("applies", (applies) => `${applies} applies`),
    ...said("few", (few) => `${wordsOf(detail["many"])} over ${few} ms, git ${wordsOf(detail["gitOver"])}`),
    ...said("peak", (peak) => `peak ${peak}`),
    ...said("baseline", (baseline) => `${baseline} before`),
    ...said("strangersRate", (rate) => `${rate}/s of strangers`),
    ...said("perSecond", (rate) => `${rate}/s`),
    ...said("edge", (edge) => `the edge ${edge}`),
    `load ${load}`,
  ].join(", ");
}

function wordsOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([key, count]) => `${count} ${key}`)
    .join(", ");
}
