export type SkippedTest = { readonly title: string; readonly reason: string };

/** What a stage came to. */
export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
};

export function addUp(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  };
}

/** The last line of `npm test`: `12 passed, 0 failed`, and how many were skipped where any were. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  const counted = `${passed} passed, ${failed} failed`;
  return skipped.length === 0 ? counted : `${counted}, ${skipped.length} skipped`;
}

/** What was skipped and why, for people: a file whose tests were all skipped for one reason is named once. */
export function skippedLines(skipped: readonly SkippedTest[]): string[] {
  const together = Map.groupBy(skipped, ({ title, reason }) => `${fileOf(title)}\n${reason}`);
  return [...together.values()].flatMap((tests) => {
    const [{ title, reason } = { title: "", reason: "" }] = tests;
    const named =
      tests.length > 3 ? [`${fileOf(title)}: ${tests.length} tests`] : tests.map((test) => test.title);
    return named.map((line) => `  ${line}`).concat(`      because: ${reason}`);
  });
}

const fileOf = (title: string): string => title.split(" > ", 1)[0] ?? title;

/** Whether all is well: nothing failed, and at least one thing was looked at. */
export function holds({ passed, failed }: Tally): boolean {
  return failed === 0 && passed > 0;
}
