import { z } from "zod";

/*
 * What Slack takes, by its own pages. Where Slack would quietly drop or cut (a colour that is none, a text
 * that is too long), this refuses: nobody reads a message that lost its point.
 */

const text = (most: number): z.ZodString => z.string().min(1).max(most);

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const plain = (most: number) => z.object({ type: z.literal("plain_text"), text: text(most) });
const anyText = (most: number) => z.object({ type: z.enum(["plain_text", "mrkdwn"]), text: text(most) });

const image = z.object({
  type: z.literal("image"),
  image_url: text(3000).optional(),
  alt_text: text(2000),
});
const button = z.object({
  type: z.literal("button"),
  text: plain(75),
  action_id: text(255).optional(),
  url: text(3000).optional(),
  value: text(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
});
const blockId = { block_id: text(255).optional() };

/** https://docs.slack.dev/reference/block-kit/blocks. A kind that we never send is refused until it is added. */
const block = z.discriminatedUnion("type", [
  z
    .object({
      type: z.literal("section"),
      text: anyText(3000).optional(),
      fields: z.array(anyText(2000)).min(1).max(10).optional(),
      accessory: z.union([button, image]).optional(),
      ...blockId,
    })
    .refine(
      (section) => section.text !== undefined || section.fields !== undefined,
      "has neither text nor fields",
    ),
  z.object({ type: z.literal("header"), text: plain(150), ...blockId }),
  z.object({ type: z.literal("divider"), ...blockId }),
  z.object({
    type: z.literal("context"),
    elements: z
      .array(z.union([anyText(3000), image]))
      .min(1)
      .max(10),
    ...blockId,
  }),
  z.object({ type: z.literal("actions"), elements: z.array(button).min(1).max(25), ...blockId }),
  z.object({ ...image.shape, title: plain(2000).optional(), ...blockId }),
]);

const blocks = z
  .array(block)
  .max(50)
  .refine((all) => {
    const ids = all.flatMap((one) => one.block_id ?? []);
    return new Set(ids).size === ids.length;
  }, "has two blocks with one block_id");

/** https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
const attachment = z
  .object({
    color: z
      .string()
      .regex(/^(good|warning|danger|#[0-9A-Fa-f]{6})$/, 'is neither good, warning, danger nor "#rrggbb"')
      .optional(),
    fallback: z.string().optional(),
    pretext: z.string().optional(),
    author_name: z.string().optional(),
    author_link: z.url().optional(),
    author_icon: z.url().optional(),
    title: z.string().optional(),
    title_link: z.url().optional(),
    text: z.string().max(40_000).optional(),
    fields: z.array(z.object({ title: z.string(), value: z.string(), short: z.boolean() })).optional(),
    mrkdwn_in: z.array(z.enum(["text", "pretext", "fields"])).optional(),
    image_url: z.url().optional(),
    thumb_url: z.url().optional(),
    footer: z.string().max(300).optional(),
    footer_icon: z.url().optional(),
    ts: z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]).optional(),
    blocks: blocks.optional(),
  })
  .refine(
    (one) =>
      [one.text, one.fallback, one.title, one.pretext, one.fields, one.blocks, one.image_url].some(Boolean),
    "has nothing to show: no text, fallback, title, pretext, fields, blocks or image_url",
  );

/** https://docs.slack.dev/reference/methods/chat.postMessage, of which a webhook takes the same message. */
const message = z.object({
  channel: z.string().optional(),
  text: z.string().max(40_000).optional(),
  attachments: z.array(attachment).max(100).optional(),
  blocks: blocks.optional(),
  username: z.string().optional(),
  // Empty means none: Flux has sent both so for years.
  icon_emoji: z
    .string()
    .regex(/^$|^:[^:\s]+:$/, "is no :emoji:")
    .optional(),
  icon_url: z.union([z.literal(""), z.url()]).optional(),
  mrkdwn: z.boolean().optional(),
  link_names: z.union([z.boolean(), z.literal(0), z.literal(1)]).optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  thread_ts: z
    .string()
    .regex(/^\d{10}\.\d{6}$/, "is no ts of a message")
    .optional(),
});

export type SlackContent = z.infer<typeof message>;

/** Slack's word for what is wrong, and what exactly is wrong, for the person who wrote the sender. */
export type SlackRefusal = { readonly error: string; readonly complaints: readonly string[] };

export function readMessage(
  body: string,
): { readonly content: SlackContent; readonly raw: unknown } | SlackRefusal {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return { error: "invalid_payload", complaints: ["the body is no JSON"] };
  }
  const read = message.safeParse(raw);
  if (!read.success) {
    const complaints = read.error.issues.map(
      (issue) => `${issue.path.join(".") || "the message"}: ${issue.message}`,
    );
    return { error: errorFor(read.error.issues), complaints };
  }
  const { text, attachments = [], blocks = [] } = read.data;
  if ((text ?? "") === "" && attachments.length === 0 && blocks.length === 0)
    return { error: "no_text", complaints: ["the message has neither text nor attachments nor blocks"] };
  return { content: read.data, raw };
}

function errorFor(issues: readonly z.core.$ZodIssue[]): string {
  const tooMany = (issue: z.core.$ZodIssue): boolean => issue.code === "too_big" && issue.path.length === 1;
  const worst = issues.find(tooMany) ?? issues[0];
  if (worst && tooMany(worst) && worst.path[0] === "attachments") return "too_many_attachments";
  if (worst && tooMany(worst) && worst.path[0] === "text") return "msg_too_long";
  return worst?.path.includes("blocks") === true ? "invalid_blocks" : "invalid_payload";
}
