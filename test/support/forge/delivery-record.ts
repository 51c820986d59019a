import { DatabaseSync } from "node:sqlite";
import type { Instant } from "#shared/model/instant.ts";
import { databaseIn } from "./gitea-settings.ts";

/** What the forge wrote down of one call of a hook. */
export type ForgeDelivery = {
  /** X-GitHub-Delivery and X-Gitea-Delivery. Unlike GitHub, Gitea gives a redelivery a new one. */
  readonly id: string;
  readonly hook: number;
  readonly event: string;
  /** What Gitea's pages show as a green or a red mark. */
  readonly succeeded: boolean;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  /** 0 when there was no answer: `responseBody` then says why. */
  readonly responseStatus: number;
  readonly responseBody: string;
  readonly answeredAt: Instant;
};

/**
 * The finished deliveries of a hook, first sent first. Gitea shows them on its pages and not by its API, so they are
 * read where it keeps them. Upstream: models/webhook/hooktask.go
 */
export function deliveriesIn(folder: string, hook: number): readonly ForgeDelivery[] {
  const database = new DatabaseSync(databaseIn(folder), { readOnly: true, timeout: 5_000 });
  try {
    const rows = database
      .prepare(
        `SELECT uuid, hook_id, event_type, is_succeed, request_content, response_content,
           delivered / 1000000 AS delivered_ms
         FROM hook_task WHERE hook_id = ? AND response_content <> '' ORDER BY id`,
      )
      .all(hook);
    return rows.map((row) => {
      const request: Said = JSON.parse(String(row["request_content"]) || "{}");
      const response: Said = JSON.parse(String(row["response_content"]) || "{}");
      return {
        id: String(row["uuid"]),
        hook: Number(row["hook_id"]),
        event: String(row["event_type"]),
        succeeded: Number(row["is_succeed"]) === 1,
        requestHeaders: request.headers ?? {},
        requestBody: request.body ?? "",
        responseStatus: response.status ?? 0,
        responseBody: response.body ?? "",
        answeredAt: Number(row["delivered_ms"]),
      };
    });
  } finally {
    database.close();
  }
}

type Said = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
