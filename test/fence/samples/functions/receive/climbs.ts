import { message } from "../notify/message.ts";

export const climbed: string = message;
