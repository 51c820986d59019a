import { describe, expect, it } from "vitest";
import { patrol } from "#functions/patrol/patrol.ts";
import { bodyOf, knock, knockAsAdmin, unusedName } from "#test/functions/edge-doors.ts";
import { allThereIs, kustomization } from "#test/functions/cluster-news.ts";
import { enrolled, linked, pause } from "#test/functions/relay-by-hand.ts";

describe("a round", () => {
  it("visits every cluster, though one fails, and says which", async () => {
    const visited: string[] = [];
    const lines: string[] = [];
    const round = await patrol({
      clusters: async () => ["a", "b", "c"],
      visit: async (name) => {
        if (name === "b") throw new Error("storage is gone");
        visited.push(name);
      },
      log: (line) => lines.push(line),
    });
    expect(round).toEqual({ visited: 2, failed: 1 });
    expect(visited.sort()).toEqual(["a", "c"]);
    expect(lines).toEqual(["patrol of b: storage is gone"]);
  });

  it("visits at most six at once: the platform allows no more connections", async () => {
    let now = 0;
    let most = 0;
    const names = Array.from({ length: 20 }, (_, index) => `cluster-${index}`);
    const round = await patrol({
      clusters: async () => names,
      visit: async () => {
        most = Math.max(most, ++now);
        await pause(1);
        now--;
      },
      log: () => undefined,
    });
    expect([round.visited, most]).toEqual([20, 6]);
  });

  it("over no cluster is over at once", async () => {
    const visit = async () => expect.unreachable();
    expect(await patrol({ clusters: async () => [], visit, log: () => undefined })).toEqual({
      visited: 0,
      failed: 0,
    });
  });
});

describe("the patrol's door", () => {
  it("opens to the one who runs the edge alone", async () => {
    const answer = await knock("/patrol", { method: "POST" });
    expect([answer.status, (await bodyOf(answer))["code"]]).toEqual([401, "patrol/not-admin"]);
  });

  it("makes a round of the clusters that enrolled, with a relay or without", async () => {
    await enrolled(unusedName("silent"));
    const relay = await linked(await enrolled(unusedName("shop")));
    relay.say(allThereIs([kustomization()]));
    await relay.rest();
    const answer = await knockAsAdmin("/patrol", { method: "POST" });
    expect(await bodyOf(answer)).toMatchObject({ failed: 0 });
    expect(await relay.next("audit")).toMatchObject({ kustomizations: [{ uid: "apps-uid" }] });
  });
});
