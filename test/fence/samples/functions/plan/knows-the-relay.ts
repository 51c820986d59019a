import { port } from "#infra/relay/port.ts";

export const known: number = port;
