import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { Inbox } from "#functions/source/store/inbox.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

const hour = 60 * 60_000;

function withInbox<T>(use: (inbox: Inbox, rows: () => number) => T): Promise<T> {
  const stub = env.REPOSITORY.getByName(unusedName("git.example.com/team/app"));
  return runInDurableObject(stub, (_, { storage: { sql } }) =>
    use(new Inbox(sql), () => sql.exec<{ n: number }>("SELECT count(*) AS n FROM deliveries").one().n),
  );
}

it("an inbox knows a delivery again for a day", async () => {
  expect(
    await withInbox((inbox) => [
      inbox.file("one", 0),
      inbox.file("one", 23 * hour),
      // The two oldest are let go with each that comes.
      inbox.file("another", 25 * hour),
      inbox.file("one", 25 * hour),
    ]),
  ).toEqual([true, false, true, true]);
});

it("an inbox does not grow with a sender that never tires", async () => {
  const rows = await withInbox((inbox, count) => {
    for (let number = 0; number < 21_000; number++) inbox.file(`delivery ${number}`, number);
    return count();
  });
  expect(rows).toBe(20_000);
});
