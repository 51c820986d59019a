import { answer } from "#functions/plan/answer.ts";

export const known: string = answer;
