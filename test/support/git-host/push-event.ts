import { createHash } from "node:crypto";
import type { GitRepo } from "./git-repo.ts";
import { type PushedCommit, type PushedHistory, type RefUpdate, zeroOid } from "./ref-updates.ts";
import type { JsonObject } from "#shared/model/json.ts";

type PushTold = {
  readonly repo: GitRepo;
  /** The host's own address, where GitHub would say https://github.com. */
  readonly hostUrl: string;
  readonly pusher: string;
  readonly update: RefUpdate;
  readonly history: PushedHistory;
  readonly now: number;
};

/** The body of a `push` delivery in GitHub's shape: docs.github.com/webhooks/webhook-events-and-payloads#push */
export function pushEvent({ repo, hostUrl, pusher, update, history, now }: PushTold): JsonObject {
  const page = `${hostUrl}/${repo.fullName}`;
  const email = `${pusher}@users.noreply.example.com`;
  return {
    ref: update.ref,
    before: update.before,
    after: update.after,
    repository: repository(repo, hostUrl, now),
    pusher: { name: pusher, email },
    sender: account(pusher, hostUrl),
    created: update.before === zeroOid,
    deleted: update.after === zeroOid,
    forced: history.forced,
    base_ref: history.baseRef ?? null,
    compare: compare(page, update),
    commits: history.commits.map((commit) => pushed(commit, page)),
    head_commit: history.head ? pushed(history.head, page) : null,
  };
}

/** GitHub numbers everything; ours are drawn from the name, so that they stay the same. */
export function numberOf(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE(0);
}

function compare(page: string, { ref, before, after }: RefUpdate): string {
  if (before === zeroOid) return `${page}/compare/${ref.replace(/^refs\/(heads|tags)\//, "")}`;
  return `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`;
}

function pushed(commit: PushedCommit, page: string): JsonObject {
  const person = ({ name, email, date }: PushedCommit["author"]): JsonObject => ({
    name,
    email,
    date,
    username: email.split("@")[0] ?? name,
  });
  return {
    id: commit.id,
    tree_id: commit.treeId,
    distinct: commit.distinct,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${page}/commit/${commit.id}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: commit.added,
    removed: commit.removed,
    modified: commit.modified,
  };
}

function account(login: string, hostUrl: string): JsonObject {
  const api = `${hostUrl}/api/v3/users/${login}`;
  return {
    login,
    id: numberOf(`user ${login}`),
    node_id: nodeId("U", `user ${login}`),
    avatar_url: `${hostUrl}/avatars/${login}`,
    gravatar_id: "",
    url: api,
    html_url: `${hostUrl}/${login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: "User",
    user_view_type: "public",
    site_admin: false,
  };
}

function nodeId(prefix: string, name: string): string {
  return `${prefix}_${createHash("sha256").update(name).digest("base64url").slice(0, 16)}`;
}

/** What GitHub appends to a repository's API address; a receiver skips over these, and it takes time. */
const endpoints: Readonly<Record<string, string>> = {
  forks_url: "/forks",
  keys_url: "/keys{/key_id}",
  collaborators_url: "/collaborators{/collaborator}",
  teams_url: "/teams",
  hooks_url: "/hooks",
  issue_events_url: "/issues/events{/number}",
  events_url: "/events",
  assignees_url: "/assignees{/user}",
  branches_url: "/branches{/branch}",
  tags_url: "/tags",
  blobs_url: "/git/blobs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  git_refs_url: "/git/refs{/sha}",
  trees_url: "/git/trees{/sha}",
  statuses_url: "/statuses/{sha}",
  languages_url: "/languages",
  stargazers_url: "/stargazers",
  contributors_url: "/contributors",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  commits_url: "/commits{/sha}",
  git_commits_url: "/git/commits{/sha}",
  comments_url: "/comments{/number}",
  issue_comment_url: "/issues/comments{/number}",
  contents_url: "/contents/{+path}",
  compare_url: "/compare/{base}...{head}",
  merges_url: "/merges",
  archive_url: "/{archive_format}{/ref}",
  downloads_url: "/downloads",
  issues_url: "/issues{/number}",
  pulls_url: "/pulls{/number}",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  labels_url: "/labels{/name}",
  releases_url: "/releases{/id}",
  deployments_url: "/deployments",
};

function repository(repo: GitRepo, hostUrl: string, now: number): JsonObject {
  const { fullName, cloneUrl } = repo;
  const [owner = "", name = ""] = fullName.split("/");
  const page = `${hostUrl}/${fullName}`;
  const api = `${hostUrl}/api/v3/repos/${fullName}`;
  const { host, hostname } = new URL(hostUrl);
  return {
    id: numberOf(`repository ${fullName}`),
    node_id: nodeId("R", `repository ${fullName}`),
    name,
    full_name: fullName,
    private: true,
    owner: { name: owner, email: `${owner}@users.noreply.example.com`, ...account(owner, hostUrl) },
    html_url: page,
    description: null,
    fork: false,
    url: page, // in a push, unlike in other events, GitHub gives the page here and not the API
    ...Object.fromEntries(Object.entries(endpoints).map(([key, suffix]) => [key, api + suffix])),
    created_at: Math.floor(now / 1000), // and these as seconds, the one in between as text
    updated_at: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
    pushed_at: Math.floor(now / 1000),
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${hostname}:${fullName}.git`,
    clone_url: cloneUrl,
    svn_url: page,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: "private",
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: "main",
    stargazers: 0,
    master_branch: "main",
  };
}
