import { describe, expect, it } from "vitest";
import { verifySource } from "#functions/source/verify/verify.ts";
import { signedObjects } from "./signed-objects.ts";

const encoder = new TextEncoder();

describe("inside workerd", () => {
  it.each(signedObjects)(
    "a $type signed with $kind is verified, and refused once it was changed",
    async (one) => {
      const { type, oid, entry, key, id } = one;
      const verify = (text: string): ReturnType<typeof verifySource> => {
        const object = { oid, content: encoder.encode(text) };
        const keys = { [entry]: key };
        const now = Date.now();
        if (type === "commit") return verifySource({ mode: "HEAD", commit: object, keys, now });
        const commit = { oid: /^object (\w+)/.exec(text)?.[1] ?? "", content: new Uint8Array() };
        return verifySource({ mode: "Tag", commit, tag: { name: "v", object }, keys, now });
      };
      const verified = await verify(one.content);
      expect(verified).toMatchObject({ ok: true, message: expect.stringContaining(`with key '${id}'`) });
      const changed = await verify(one.content.replace(/Change|Release/, "Chance"));
      expect(changed).toMatchObject({
        ok: false,
        reason: type === "commit" ? "InvalidCommitSignature" : "InvalidTagSignature",
      });
    },
  );
});
