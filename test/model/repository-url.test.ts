import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalRepository } from "#shared/model/repository-url.ts";

describe("one repository", () => {
  it.each([
    "https://git.example.com/team/app",
    "https://git.example.com/team/app.git",
    "https://git.example.com/team/app/",
    "https://git.example.com/team/app.git/",
    "https://GIT.Example.com/team/app",
    "http://git.example.com/team/app",
    "https://git.example.com:443/team/app",
    "https://user:password@git.example.com/team/app.git",
    "https://git.example.com//team/app",
    "https://git.example.com/team/app.git?ref=main#readme",
    "ssh://git@git.example.com/team/app.git",
    "ssh://git@git.example.com:22/team/app",
    "ssh://git@GIT.example.com/team/app",
    "git@git.example.com:team/app.git",
    "git.example.com:team/app",
    "git@git.example.com:/team/app.git",
    "git@GIT.EXAMPLE.COM:team/app/",
  ])("has one name, though somebody writes %s", (url) => {
    expect(canonicalRepository(url)).toBe("git.example.com/team/app");
  });
});

describe("a path in capitals", () => {
  it("names the same repository: hosts take it so, and what they call it in a webhook is theirs to choose", () => {
    const canonical = canonicalRepository("https://git.example.com/team/app");
    expect(canonicalRepository("https://git.example.com/Team/App.GIT")).toBe(canonical);
  });
});

describe("two repositories", () => {
  it.each([
    ["at different ports", "https://git.example.com:8443/team/app", "https://git.example.com/team/app"],
    ["of different owners", "https://git.example.com/other/app", "https://git.example.com/team/app"],
    ["on different hosts", "https://git.example.org/team/app", "https://git.example.com/team/app"],
  ])("%s have two names", (_how, a, b) => {
    expect(canonicalRepository(a)).not.toBe(canonicalRepository(b));
  });
});

describe("what is no repository's URL", () => {
  it.each([
    "",
    "app",
    "./app",
    "/srv/git/app",
    "ftp://git.example.com/app",
    "file:///srv/app",
    "https://",
    "a b",
  ])("like %o has no name", (url) => {
    expect(canonicalRepository(url)).toBeUndefined();
  });

  it("never makes it throw", () => {
    fc.assert(fc.property(fc.string(), (text) => void canonicalRepository(text)));
  });
});

describe("a name", () => {
  it("holds no credentials", () => {
    const password = fc.stringMatching(/^[a-z0-9]{12,20}$/);
    fc.assert(
      fc.property(password, (secret) => {
        expect(canonicalRepository(`https://user:${secret}@git.example.com/a/b`)).not.toContain(secret);
      }),
    );
  });

  it("is its own name, when it is dialled again", () => {
    const url = "https://git.example.com:8443/team/app.git";
    expect(canonicalRepository(`https://${canonicalRepository(url)}`)).toBe(canonicalRepository(url));
  });
});
