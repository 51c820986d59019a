import { hen } from "./hen.ts";

export const egg: string = `laid by ${hen}`;
