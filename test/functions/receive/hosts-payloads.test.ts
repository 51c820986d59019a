import { describe, expect, it } from "vitest";
import { bitbucketMoves } from "#functions/receive/bitbucket-push.ts";
import { gitlabMoves } from "#functions/receive/gitlab-push.ts";
import type { Json } from "#shared/model/json.ts";

const commit = "c0ffee".padEnd(40, "0");
const nowhere = "0".repeat(40);

describe("a push as GitLab tells of it", () => {
  const told = (change: { readonly [key: string]: Json } = {}): Json => ({
    object_kind: "push",
    event_name: "push",
    before: nowhere,
    after: commit,
    ref: "refs/heads/main",
    checkout_sha: commit,
    project: { git_http_url: "https://gitlab.example.com/Team/App.git", git_ssh_url: "git@x:y.git" },
    ...change,
  });
  const repository = "gitlab.example.com/team/app";

  it.each<[string, Json, object]>([
    ["a branch", told(), { repository, refs: [{ ref: "refs/heads/main", after: commit }] }],
    [
      "a tag",
      told({ event_name: "tag_push", object_kind: "tag_push", ref: "refs/tags/v1" }),
      { repository, refs: [{ ref: "refs/tags/v1", after: commit }] },
    ],
    [
      "a deleted branch",
      told({ after: nowhere, checkout_sha: null }),
      { repository, refs: [{ ref: "refs/heads/main" }] },
    ],
    [
      "a URL that is none",
      told({ project: { git_http_url: "" } }),
      { refs: [{ ref: "refs/heads/main", after: commit }] },
    ],
  ])("of %s", (_what, payload, moves) => {
    expect(gitlabMoves("Push Hook", payload)).toEqual(moves);
  });

  it.each<[string, Json]>([
    ["another event", told({ event_name: "project_create" })],
    ["a commit that is none", told({ after: "HEAD" })],
    ["nothing", null],
  ])("is none when it holds %s", (_what, payload) => {
    expect(gitlabMoves("Push Hook", payload)).toBeUndefined();
  });
});

describe("a push as Bitbucket tells of it", () => {
  const clone = [{ name: "http", href: "https://bitbucket.example.com/scm/team/app.git" }];
  const change = (id: string, toHash: string): Json => ({ ref: { id, type: "BRANCH" }, refId: id, toHash });

  it("on one's own server: several refs at once, made and deleted", () => {
    const payload = {
      eventKey: "repo:refs_changed",
      repository: { slug: "app", links: { clone } },
      changes: [change("refs/heads/main", commit), change("refs/tags/v1", nowhere)],
    };
    expect(bitbucketMoves("repo:refs_changed", payload)).toEqual({
      repository: "bitbucket.example.com/scm/team/app",
      refs: [{ ref: "refs/heads/main", after: commit }, { ref: "refs/tags/v1" }],
    });
  });

  it("on one's own server: of more refs than it lists, which are then not known", () => {
    const payload = {
      repository: { links: { clone } },
      changes: [change("refs/heads/main", commit)],
      refLimitExceeded: true,
    };
    expect(bitbucketMoves("mirror:repo_synchronized", payload)).toBeUndefined();
  });

  const html = { href: "https://bitbucket.org/team/app" };
  const side = (type: string, name: string): Json => ({ type, name, target: { hash: commit } });
  it.each<[string, { now: Json; old: Json }, object]>([
    [
      "a branch",
      { now: side("branch", "main"), old: side("branch", "main") },
      { ref: "refs/heads/main", after: commit },
    ],
    ["a new branch", { now: side("branch", "main"), old: null }, { ref: "refs/heads/main", after: commit }],
    ["a deleted branch", { now: null, old: side("branch", "main") }, { ref: "refs/heads/main" }],
    ["a tag", { now: side("tag", "v1"), old: null }, { ref: "refs/tags/v1", after: commit }],
    [
      "an annotated tag",
      { now: side("annotated_tag", "v1"), old: null },
      { ref: "refs/tags/v1", after: commit },
    ],
  ])("in its cloud: of %s", (_what, { now, old }, move) => {
    const payload = { push: { changes: [{ new: now, old }] }, repository: { links: { html } } };
    expect(bitbucketMoves("repo:push", payload)).toEqual({
      repository: "bitbucket.org/team/app",
      refs: [move],
    });
  });

  it("in its cloud: of a tag that was made in the browser, which it does not name", () => {
    const payload = { push: { changes: [] }, repository: { links: { html } } };
    expect(bitbucketMoves("repo:push", payload)).toBeUndefined();
  });
});
