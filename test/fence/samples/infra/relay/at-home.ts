import { Buffer } from "node:buffer";

/** Breaks nothing: infra is where Node is at home. */
export const first: number = Buffer.from("P").readUInt8();
