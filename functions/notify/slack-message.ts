import type { Happening } from "#shared/model/happening.ts";
import type { Json } from "#shared/model/json.ts";
import type { Resource } from "#shared/wire/mirror.ts";

/** Slack cuts texts beyond 40,000 characters off; ours end earlier and say so. */
const longest = 8_000;

/** The message as Flux sends it to Slack (notification-controller: internal/notifier/slack.go). */
export function slackMessage(provider: Resource, happening: Happening, summary: string): Json {
  const { kind, namespace, name, severity, message, metadata } = happening;
  const author = `${kind.toLowerCase()}/${name}.${namespace}`;
  const text = message.length > longest ? `${message.slice(0, longest)}\n…` : message;
  const firstLine = text.split("\n", 1)[0] ?? "";
  const facts = { ...metadata, ...(summary ? { summary } : {}) };
  const channel = provider.spec["channel"] ?? "";
  const username = provider.spec["username"] ?? "plumbline";
  return {
    channel,
    username,
    icon_url: "",
    icon_emoji: "",
    attachments: [
      {
        fallback: `${author}: ${firstLine}`,
        color: severity === "error" ? "danger" : "good",
        author_name: author,
        text,
        mrkdwn_in: ["text"],
        fields: Object.entries(facts).map(([title, value]) => ({ title, value, short: false })),
      },
    ],
  };
}
