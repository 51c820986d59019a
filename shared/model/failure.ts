/** A failure is for someone: `code` for programs, `subject` for the eye, `remedy` for the hand. */
export type Failure = {
  /** Room first: `build/file-missing`, `source/auth-refused`. */
  readonly code: string;
  /** What it happened to, with file and line where there is one: `k8s/web.yaml:7`. */
  readonly subject: string;
  /** What happened, as the rest of a sentence that begins with the subject. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
};

/** Fit for a condition's message: what happened, to what, what to do. */
export function sentence({ subject, message, remedy }: Failure): string {
  return remedy === "" ? `${subject}: ${message}` : `${subject}: ${message}. ${remedy}`;
}

/** Either what was asked for, or everything that stood in its way. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failures: readonly Failure[] };

export function done<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(...failures: readonly Failure[]): {
  readonly ok: false;
  readonly failures: readonly Failure[];
} {
  return { ok: false, failures };
}

/** Nobody mends more before trying again, and a large file may be wrong in every line. */
export const mostTold = 100;

/** As many of them as anybody is told. */
export function failedWith(failures: readonly Failure[]): ReturnType<typeof failed> {
  return failed(...failures.slice(0, mostTold));
}
