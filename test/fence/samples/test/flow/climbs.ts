import { known } from "../flow/push.ts";

export const climbed: number = known;
