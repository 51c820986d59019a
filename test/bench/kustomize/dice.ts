/** Chance that falls the same way every time, so that a root is the same in every run. */
export type Dice = {
  /** A whole number from 0 up to, and without, the limit. */
  readonly below: (limit: number) => number;
  readonly oneOf: <T>(choices: readonly T[]) => T;
};

export function dice(seed: number): Dice {
  let state = seed;
  // Numerical Recipes' linear congruential generator; the upper bits are the random ones.
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return {
    below,
    oneOf: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error("there is nothing to choose from");
      return choice;
    },
  };
}
