import * as fc from "fast-check";

type Headers = Record<string, string>;

const refs = fc.oneof(
  fc.constantFrom("refs/heads/main", "refs/heads/other", "refs/tags/v1", "main", ""),
  fc.string({ maxLength: 30 }),
);
const commits = fc.constantFrom("c0ffee".padEnd(40, "0"), "0".repeat(40), "0".repeat(64), "HEAD", "", "0");
const urls = fc.oneof(
  fc.constantFrom(
    "https://git.example.com/team/app.git",
    "git@git.example.com:team/app.git",
    "https://",
    "file:///etc",
  ),
  fc.webUrl(),
  fc.string(),
);
const oddly = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: values }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) });

/** Nearly what a host sends: each part is sometimes something else, or is not there. */
const nearly = fc
  .oneof(
    fc.record(
      {
        ref: oddly(refs),
        ref_type: oddly(fc.constantFrom("branch", "tag")),
        after: oddly(commits),
        repository: oddly(
          fc.record({ clone_url: oddly(urls), links: oddly(fc.record({ html: fc.record({ href: urls }) })) }),
        ),
        event_name: oddly(fc.constantFrom("push", "tag_push")),
        project: oddly(fc.record({ git_http_url: oddly(urls) })),
        changes: oddly(
          fc.array(fc.record({ ref: oddly(fc.record({ id: oddly(refs) })), toHash: oddly(commits) }), {
            maxLength: 30,
          }),
        ),
        push: oddly(
          fc.record({ changes: oddly(fc.array(fc.record({ new: fc.jsonValue(), old: fc.jsonValue() }))) }),
        ),
        context: oddly(
          fc.record({ id: oddly(fc.string()), source: fc.string(), type: fc.constant("dev.cdevents.x") }),
        ),
        subject: oddly(fc.record({ id: fc.string() })),
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue({ maxDepth: 6 }),
  )
  .map((value) => JSON.stringify(value));

export const bodies: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: nearly },
  { weight: 1, arbitrary: fc.string({ maxLength: 300, unit: "binary" }) },
  { weight: 1, arbitrary: nearly.map((text) => text.slice(0, text.length / 2)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000 }).map((depth) => `{"ref":${"[".repeat(depth)}`) },
  { weight: 1, arbitrary: nearly.map((text) => `payload=${encodeURIComponent(text)}`) },
  { weight: 1, arbitrary: fc.string().map((text) => `payload=%zz&payload=${text}&a[b]=c`) },
);

const headerText = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 200,
});
/** What a host says about a body. */
export const headers: fc.Arbitrary<Headers> = fc.record(
  {
    "content-type": fc.oneof(
      fc.constantFrom(
        "application/json",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
      ),
      headerText,
    ),
    "x-github-event": fc.oneof(fc.constantFrom("push", "ping", "create", "delete", "release"), headerText),
    "x-github-delivery": headerText,
    "x-gitlab-event": fc.oneof(fc.constantFrom("Push Hook", "Tag Push Hook", "System Hook"), headerText),
    "idempotency-key": headerText,
    "x-event-key": fc.oneof(
      fc.constantFrom("repo:push", "repo:refs_changed", "diagnostics:ping"),
      headerText,
    ),
    "x-request-uuid": headerText,
    "ce-type": headerText,
  },
  { requiredKeys: [] },
);
/** Proofs that are none; undefined: it shall have every right one. */
export const forged: fc.Arbitrary<Headers | undefined> = fc.option(
  fc.record(
    {
      "x-hub-signature-256": headerText,
      "x-hub-signature": headerText,
      "x-signature": fc.oneof(
        headerText,
        headerText.map((text) => `sha512=${text}`),
      ),
      "x-gitlab-token": headerText,
      authorization: headerText,
      "x-nexus-webhook-signature": headerText,
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
