export * from "../rooms/pure.ts";
