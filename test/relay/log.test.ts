import { describe, expect, it } from "vitest";
import { logger, type LogSettings } from "#infra/relay/log/logger.ts";
import { printable } from "#infra/relay/log/unprintable.ts";
import { Secret } from "#shared/model/secret.ts";

function lines(change: Partial<LogSettings>, ...messages: readonly string[]): readonly string[] {
  const written: string[] = [];
  const settings: LogSettings = {
    format: "json",
    secrets: [new Secret("once-only-token")],
    write: (line) => written.push(line),
    now: () => Date.UTC(2026, 10, 25, 14, 2),
    ...change,
  };
  const say = logger(settings);
  for (const message of messages) say("error", message);
  return written;
}

describe("a line of the relay's log", () => {
  it("is one JSON object, whatever is in the message", () => {
    const [line = ""] = lines({}, 'two\nlines and a "quote"');
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual({
      level: "error",
      ts: "2026-11-25T14:02:00.000Z",
      msg: 'two\nlines and a "quote"',
    });
  });

  it("is for eyes where that is asked for, and still one line", () => {
    expect(lines({ format: "text" }, "two\nlines")).toEqual(["2026-11-25T14:02:00.000Z error: two lines"]);
  });

  it("has an end, however long an answer was", () => {
    const [line = ""] = lines({}, "x".repeat(1_000_000));
    expect(line.length).toBeLessThan(8_200);
  });

  it.each([
    ["the token that it was given", "the edge said: once-only-token is spent", "once-only-token"],
    ["a password in a URL", "https://git:hunter2@git.example.com/a.git: not found", "hunter2"],
    ["a bearer token", "authorization: Bearer abcdefgh.ijk refused", "abcdefgh"],
    ["a basic credential", "Authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"],
    ["what a Pod signs in with", "token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrOHMifQ.c2ln is old", "eyJ"],
    ["a key", "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY----- is no key", "MC4CAQ"],
    ["a key that was cut off", "bad: -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz", "b3BlbnNz"],
  ])("does not show %s", (_what, message, secret) => {
    const [line = ""] = lines({}, message);
    expect(line).not.toContain(secret);
    expect(line).toContain("[secret]");
  });

  it("leaves everything else as it was said", () => {
    const message =
      'Forbidden: deployments.apps "web" is forbidden: User "system:serviceaccount:a:b" cannot patch';
    expect(printable(message, [new Secret("")])).toBe(message);
    expect(printable("https://edge.example.com:8443/relay a@b", [])).toBe(
      "https://edge.example.com:8443/relay a@b",
    );
  });
});
