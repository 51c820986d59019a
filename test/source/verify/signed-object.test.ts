import { afterAll, describe, expect, it } from "vitest";
import { signedCommit, signedTag } from "#functions/source/verify/signed-object.ts";
import { SigningTools } from "./signing-tools.ts";

const tools = new SigningTools();
afterAll(() => tools[Symbol.dispose]());

const tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const person = "A <a@example.org> 1700000000 +0000";
const head = `tree ${tree}\nauthor ${person}\ncommitter ${person}\n`;
const block = (word: string): string =>
  `-----BEGIN PGP SIGNATURE-----\n\n${word}\n-----END PGP SIGNATURE-----`;
const header = (word: string): string => `gpgsig ${block(word).replaceAll("\n", "\n ")}\n`;

const commits: Readonly<Record<string, string>> = {
  "at the end of the headers": `${head}${header("one")}\nSubject\n`,
  "before other headers": `${head}${header("one")}encoding latin1\nx-more a\n b\n\nSubject`,
  "behind a merged tag that is signed itself": `${head}mergetag object ${tree}\n type commit\n tag v1\n \n ${block("inner").replaceAll("\n", "\n ")}\n${header("one")}\nSubject\n`,
  "beside one by the other hash": `${head}${header("one")}${header("two").replace("gpgsig", "gpgsig-sha256")}\nSubject\n`,
  "with another in the message": `${head}${header("one")}\ngpgsig no header\n\n${block("two")}\n`,
};

const tags: Readonly<Record<string, string>> = {
  "behind the message": `Message\n${block("one")}\n`,
  "behind one that the message quotes": `Message\n${block("one")}\nmore words\n${block("two")}\n`,
  "with words behind it": `Message\n${block("one")}\nmore words\n`,
  "without a message": `${block("one")}\n`,
  "with an armor in mid-line before it": `Message x-----BEGIN PGP SIGNATURE-----\n${block("one")}\n`,
};

describe("what was signed, and by what, is what git takes for it", () => {
  it.each(Object.entries(commits))("in a commit whose signature stands %s", (_, content) => {
    const { oid, content: bytes } = tools.write("commit", content);
    const ours = signedCommit(bytes);
    const gits = tools.splitByGit("commit", oid);
    expect(Buffer.from(ours.payload).toString()).toBe(gits.payload.toString());
    expect(ours.signature).toBe(gits.signature.trim());
    expect(ours.kind).toBe("openpgp");
  });

  it.each(Object.entries(tags))("in a tag whose signature stands %s", (_, message) => {
    const content = `object ${tree}\ntype tree\ntag v1\ntagger ${person}\n\n${message}`;
    const { oid, content: bytes } = tools.write("tag", content);
    const ours = signedTag(bytes);
    const gits = tools.splitByGit("tag", oid);
    expect(Buffer.from(ours.payload).toString()).toBe(gits.payload.toString());
    expect(ours.signature).toBe(gits.signature.trim());
  });
});

it("leaves an object that is not signed as it is", () => {
  const { content } = tools.write("commit", `${head}\nSubject\n`);
  expect(signedCommit(content)).toEqual({ payload: content, signature: "", kind: "empty" });
});
