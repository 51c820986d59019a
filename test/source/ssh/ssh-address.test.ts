import { describe, expect, it } from "vitest";
import { nearUrl } from "#functions/source/git/near-url.ts";
import { sshAddressOf, sshFormOf, uploadPackOf } from "#functions/source/ssh/ssh-address.ts";

describe("an ssh:// URL", () => {
  it("names a user, a host, a port and a path, and leaves out what is usual", () => {
    expect(sshAddressOf("ssh://git@github.com/acme/web.git")).toEqual({
      user: "git",
      host: "github.com",
      port: 22,
      path: "/acme/web.git",
    });
    expect(sshAddressOf("ssh://Git.Example.org:2222/~ci/my%20web")).toEqual({
      user: "git",
      host: "git.example.org",
      port: 2222,
      path: "~ci/my web",
    });
    expect(sshAddressOf("ssh://key%40id@[::1]:22/a")).toMatchObject({ user: "key@id", host: "::1" });
  });

  it.each([
    "https://git@github.com/acme/web.git",
    "git@github.com:acme/web.git",
    "ssh://git@github.com",
    "ssh://git@github.com//",
    "ssh://git@github.com/a%0Ab",
    "ssh://git@github.com/a%00b",
    "ssh://git@github.com/%ff",
    "ssh://git@github.com:99999/a",
    "ssh:///a",
    "",
  ])("is not %j", (url) => {
    expect(sshAddressOf(url)).toBeUndefined();
  });

  it("is asked for in one word, whatever its path holds", () => {
    const path = "/it's $(mine)!`x`";
    expect(uploadPackOf({ user: "git", host: "h", port: 22, path })).toBe(
      String.raw`git-upload-pack '/it'\''s $(mine)'\!'` + "`x`'",
    );
  });
});

describe("the short form user@host:path", () => {
  it.each([
    ["git@github.com:acme/web.git", "ssh://git@github.com/acme/web.git"],
    ["git@git.example.org:/srv/web", "ssh://git@git.example.org/srv/web"],
    ["git@ssh.dev.azure.com:v3/org/project/repo", "ssh://git@ssh.dev.azure.com/v3/org/project/repo"],
  ])("%s stands for %s", (short, url) => {
    expect(sshFormOf(short)).toBe(url);
  });

  it.each(["github.com:acme/web.git", "https://github.com/a", "ssh://git@h/a", "a@b:", "a/b@c:d", "a@b:c d"])(
    "is not %j",
    (text) => {
      expect(sshFormOf(text)).toBeUndefined();
    },
  );
});

describe("a submodule", () => {
  const own = new URL("ssh://key7@git.example.org:2222/acme/app.git");
  it("is near at the same host, port and scheme, as the source's own user unless it names one", () => {
    expect(nearUrl("ssh://git.example.org:2222/acme/lib.git", own)).toBe(
      "ssh://key7@git.example.org:2222/acme/lib.git",
    );
    expect(nearUrl("ssh://git@git.example.org:2222/lib", own)).toBe("ssh://git@git.example.org:2222/lib");
    expect(nearUrl("https://git.example.org/lib", new URL("https://me@git.example.org/app"))).toBe(
      "https://git.example.org/lib",
    );
  });

  it.each([
    "ssh://git.example.org/lib",
    "ssh://other.org:2222/lib",
    "https://git.example.org:2222/lib",
    "lib",
  ])("is not near at %s", (url) => {
    expect(nearUrl(url, own)).toBeUndefined();
  });
});
