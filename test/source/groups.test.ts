import { describe, expect, it } from "vitest";
import { Groups } from "#functions/source/groups.ts";

const groups = new Groups(async (sealed) => sealed.replace(/^sealed \d /, ""));
const url = "https://git.example.com/team/app";
const token = { name: "token" };

describe("sources that share a group", () => {
  it("are those of one URL and one credential, however often that was sealed", async () => {
    const spec = { url, secretRef: token };
    const key = await groups.keyOf({ spec, credential: "sealed 1 abc" });
    expect(await groups.keyOf({ spec, credential: "sealed 2 abc" })).toBe(key);
    expect(await groups.keyOf({ spec, credential: "sealed 1 xyz" })).not.toBe(key);
    expect(await groups.keyOf({ spec: { ...spec, url: `${url}.git` }, credential: "sealed 1 abc" })).not.toBe(
      key,
    );
  });

  it("are not one that names no Secret, and one whose Secret is not there", async () => {
    const open = await groups.keyOf({ spec: { url } });
    expect(await groups.keyOf({ spec: { url, secretRef: token } })).not.toBe(open);
  });
});
