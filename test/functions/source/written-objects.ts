import type { Oid } from "#functions/source/object/object-id.ts";
import { frameFor, oidOf } from "#functions/source/object/object-id.ts";
import type { GitObject } from "#functions/source/pack/pack.ts";

/** A git object of these bytes, under its true name. */
export async function written(type: GitObject["type"], bytes: Uint8Array | string): Promise<GitObject> {
  const raw = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  const frame = frameFor(type, raw.length);
  frame.content.set(raw);
  return { oid: await oidOf(frame), type, content: frame.content };
}

/** The tree with these files and folders, and then these links. */
export function writtenTree(
  entries: Readonly<Record<string, GitObject>>,
  links: Readonly<Record<string, GitObject>> = {},
): Promise<GitObject> {
  const bytes: number[] = [];
  const add = (mode: string, name: string, { oid }: GitObject): void => {
    bytes.push(...new TextEncoder().encode(`${mode} ${name}\0`));
    for (const two of oid.match(/../g) ?? []) bytes.push(Number.parseInt(two, 16));
  };
  for (const [name, one] of Object.entries(entries)) add(one.type === "tree" ? "40000" : "100644", name, one);
  for (const [name, one] of Object.entries(links)) add("120000", name, one);
  return written("tree", new Uint8Array(bytes));
}

export function writtenCommit(tree: Oid): Promise<GitObject> {
  const somebody = "Some Author <author@example.org> 1700000000 +0000";
  return written("commit", `tree ${tree}\nauthor ${somebody}\ncommitter ${somebody}\n\nChange\n`);
}

const numbers = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;

/** The answer to a fetch that brings these objects. */
export async function fetchAnswer(objects: readonly GitObject[]): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [new Uint8Array([80, 65, 67, 75, 0, 0, 0, 2, 0, 0, 0, objects.length])];
  for (const { type, content } of objects) {
    const low = content.length % 16;
    const more = content.length >> 4;
    const head =
      more === 0 ? [low] : [0x80 | low, ...(more < 128 ? [more] : [0x80 | (more % 128), more >> 7])];
    head[0] = (head[0] ?? 0) | (numbers[type] << 4);
    parts.push(new Uint8Array(head), await deflated(content));
  }
  const body = joined(parts);
  const pack = joined([body, new Uint8Array(await crypto.subtle.digest("SHA-1", body))]);
  const packets = [
    packet("packfile\n"),
    packet(joined([new Uint8Array([1]), pack])),
    new TextEncoder().encode("0000"),
  ];
  return joined(packets);
}

function packet(payload: Uint8Array | string): Uint8Array {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const length = (bytes.length + 4).toString(16).padStart(4, "0");
  return joined([new TextEncoder().encode(length), bytes]);
}

async function deflated(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Response(content).body?.pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
