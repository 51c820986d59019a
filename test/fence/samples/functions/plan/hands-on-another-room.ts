export { message } from "#functions/notify/message.ts";
