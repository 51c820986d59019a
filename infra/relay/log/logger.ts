import type { Secret } from "#shared/model/secret.ts";
import { printable } from "./unprintable.ts";

export type Level = "info" | "error";

/** Says one line. */
export type Logger = (level: Level, message: string) => void;

export type LogSettings = {
  /** `json` is one object a line, for whatever collects logs; `text` is for eyes. */
  readonly format: "json" | "text";
  /** Never printed, whoever says them. */
  readonly secrets: readonly Secret[];
  readonly write: (line: string) => void;
  readonly now: () => number;
};

/** An answer of the API server's can be long, and what collects logs cuts or drops long lines. */
const longest = 8_000;

export function logger({ format, secrets, write, now }: LogSettings): Logger {
  return (level, message) => {
    const msg = printable(message.slice(0, longest), secrets);
    const time = new Date(now()).toISOString();
    if (format === "json") write(JSON.stringify({ level, ts: time, msg }));
    else write(`${time} ${level === "error" ? "error: " : ""}${msg.replaceAll("\n", " ")}`);
  };
}
