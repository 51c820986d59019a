import { readFileSync } from "node:fs";

export const hosts: string = readFileSync("/etc/hosts", "utf8");
