import { readFile } from "node:fs/promises";
import type { Instant } from "#shared/model/instant.ts";
import { accessLogIn } from "./gitea-settings.ts";

/** One request that the forge answered. */
export type ForgeRequest = {
  /** When it came, in milliseconds. */
  readonly at: Instant;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Of its answer's body. */
  readonly bytes: number;
  /** What the client called itself: git says `git/2.39.5`, our edge `git/plumbline`. */
  readonly agent: string;
};

/** Every request that the forge in this folder has answered, oldest first. */
export async function requestsIn(folder: string): Promise<readonly ForgeRequest[]> {
  const text = await readFile(accessLogIn(folder), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [at, method = "", path = "", status, bytes, ...agent] = line.split(" ");
      return {
        at: Number(at),
        method,
        path,
        status: Number(status),
        bytes: Number(bytes),
        agent: agent.join(" "),
      };
    });
}
