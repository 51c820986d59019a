export const answer: string = "202";
