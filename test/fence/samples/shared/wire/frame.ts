/** Breaks nothing. */
export const frame: string = "hello";
