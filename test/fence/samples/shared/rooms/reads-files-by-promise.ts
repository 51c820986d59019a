import { readFile } from "node:fs/promises";

export const hosts: Promise<string> = readFile("/etc/hosts", "utf8");
