import { stdout } from "node:process";

/** Where the walk-through is told: to a person, or as one JSON line for each step. */
export type Screen = {
  readonly note: (line: string) => void;
  readonly step: (told: Told) => void;
  readonly close: (lines: readonly string[]) => void;
};

export type Told = {
  readonly number: number;
  readonly title: string;
  readonly ms: number;
  readonly lines: readonly string[];
  readonly error?: string | undefined;
};

/** `--json`: stdout is for programs, notes go to stderr. */
export function jsonScreen(): Screen {
  return {
    note: (line) => console.error(line),
    step: ({ number, title, ms, error }) =>
      console.log(
        JSON.stringify({
          step: number,
          title,
          ms,
          ok: error === undefined,
          ...(error === undefined ? {} : { error }),
        }),
      ),
    close: (lines) => console.error(lines.join("\n")),
  };
}

const coloured = stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "";
const paint = (code: number, text: string): string => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);

export function textScreen(): Screen {
  return {
    note: (line) => console.log(paint(2, `  ${line}`)),
    step: ({ number, title, ms, lines, error }) => {
      const mark = error === undefined ? paint(32, "✔") : paint(31, "✗");
      console.log(`\n${mark} ${number}. ${title} ${paint(2, `(${duration(ms)})`)}`);
      for (const line of lines) console.log(`     ${line}`);
      if (error !== undefined) console.log(paint(31, `     ${error}`));
    },
    close: (lines) => console.log(`\n${lines.join("\n")}`),
  };
}

function duration(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
