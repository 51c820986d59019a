import type { Failure, Result } from "#shared/model/failure.ts";

/** What was asked for; the test fails with the failures' words when it is not there. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok)
    throw new Error(result.failures.map((f) => `${f.code} ${f.subject}: ${f.message}`).join("\n"));
  return result.value;
}

export function failureOf(result: Result<unknown>): Failure {
  if (result.ok) throw new Error("this was to fail");
  const [failure, ...more] = result.failures;
  if (!failure || more.length > 0) throw new Error(`one failure was expected, not ${result.failures.length}`);
  return failure;
}
