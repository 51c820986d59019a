import { array, assert, asyncProperty, constantFrom } from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hostKeysFor } from "#functions/source/ssh/known-hosts.ts";
import { hashed, newSshKeys, noSshKeygen, type SshKeys } from "#test/support/ssh-host/ssh-keys.ts";

beforeEach(({ skip }) => skip(noSshKeygen !== undefined, noSshKeygen ?? ""));

let keys: SshKeys;
let other: SshKeys;
beforeAll(() => {
  if (noSshKeygen !== undefined) return;
  keys = newSshKeys();
  other = newSshKeys("ecdsa -b 256");
});

const git = { host: "git.example.org", port: 22 };
const blobOf = ({ line }: SshKeys): string => line.split(" ")[1] ?? "";

async function isKnown(hosts: string, place = git): Promise<boolean> {
  const { trusted } = await hostKeysFor(`${hosts} ${keys.line}`, place);
  return trusted.has(blobOf(keys));
}

describe("known_hosts", () => {
  it.each([
    ["git.example.org", true],
    ["GIT.example.ORG", true],
    ["other.org,git.example.org", true],
    ["*.example.org", true],
    ["g?t.example.org", true],
    ["g??.*.org", true],
    ["*", true],
    ["[git.example.org]:22", true],
    ["*.example.org,!git.example.org", false],
    ["!git.example.org,*", false],
    ["example.org", false],
    ["git.example.org.evil.net", false],
    ["git.example", false],
    ["[git.example.org]:2222", false],
    ["|1|nonsense|nonsense", false],
  ])("with %j names git.example.org: %s", async (hosts, known) => {
    expect(await isKnown(hosts)).toBe(known);
  });

  it("names a port other than 22 in brackets, and nothing without a port is for it", async () => {
    const place = { ...git, port: 2222 };
    expect(await isKnown("[git.example.org]:2222", place)).toBe(true);
    expect(await isKnown("[*.example.org]:2222", place)).toBe(true);
    expect(await isKnown("[git.example.org]:22", place)).toBe(false);
    expect(await isKnown("git.example.org,*", place)).toBe(false);
  });

  it("may be hashed by ssh-keygen, with a port or without", async () => {
    const text = hashed(`git.example.org ${keys.line}\n[git.example.org]:2222 ${other.line}`);
    expect(text).not.toContain("example");
    expect([...(await hostKeysFor(text, git)).trusted]).toEqual([blobOf(keys)]);
    expect([...(await hostKeysFor(text, { ...git, port: 2222 })).trusted]).toEqual([blobOf(other)]);
    expect((await hostKeysFor(text, { ...git, host: "other.org" })).trusted.size).toBe(0);
  });

  it("revokes a key wherever the line stands, and trusts no authority's certificates", async () => {
    const lines = [
      `git.example.org ${keys.line}`,
      `git.example.org ${other.line} a comment`,
      `@revoked * ${keys.line}`,
      `@cert-authority *.example.org ${newSshKeys().line}`,
    ];
    const known = await hostKeysFor(lines.join("\r\n"), git);
    expect([...known.trusted]).toEqual([blobOf(other)]);
    expect([...known.revoked]).toEqual([blobOf(keys)]);
    expect(known.unreadable).toEqual([]);
  });

  it("says which lines cannot be read", async () => {
    const wrongKind = `git.example.org ssh-rsa ${blobOf(keys)}`;
    const lines = ["# ours", "", "git.example.org", wrongKind, "@unknown a b c", "git.example.org ssh-rsa ?"];
    expect((await hostKeysFor(lines.join("\n"), git)).unreadable).toEqual([3, 4, 5, 6]);
  });

  it("may hold anything at all", async () => {
    const bits = "* ? ! | 1 , [ ] : @ # git example . org = + / ssh-ed25519 @revoked".split(" ");
    await assert(
      asyncProperty(
        array(constantFrom(" ", "\t", "\n", "\u0000", ...bits), { maxLength: 100 }),
        async (some) => {
          const text = some.join("");
          const known = await hostKeysFor(`${text}\n${text} ${keys.line}`, git);
          expect(known.trusted.size + known.revoked.size).toBeLessThanOrEqual(1);
        },
      ),
    );
    const hostile = `${"*a".repeat(5_000)} ${keys.line}`;
    expect((await hostKeysFor(hostile, { host: "a".repeat(250), port: 22 })).trusted.size).toBe(0);
  });
});
