import { digestOf } from "../rooms/pure.ts";

export const climbed: Promise<string> = digestOf("../");
