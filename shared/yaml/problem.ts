import type { Failure } from "#shared/model/failure.ts";

/**
 * Something wrong with the content of a file, whatever the file is called: content may be remembered and met
 * again under another name, so the name is added last.
 */
export type Problem = {
  readonly code: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
};

export function failureAt(path: string, { code, line, message, remedy }: Problem): Failure {
  return { code, subject: `${path}:${line}`, message, remedy };
}
