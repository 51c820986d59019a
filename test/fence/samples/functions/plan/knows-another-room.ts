import { message } from "#functions/notify/message.ts";

export const known: string = message;
