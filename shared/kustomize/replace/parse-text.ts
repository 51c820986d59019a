import {
  COLLECTION_STYLE,
  EVENT_ID,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";

import { startOf } from "#shared/yaml/event-offset.ts";
import { eventsOf } from "#shared/yaml/parse-events.ts";
import { plainScalar } from "#shared/yaml/plain-scalar.ts";
import { scalarText } from "#shared/yaml/scalar-text.ts";
import { isPlain } from "#shared/yaml/scalar-value.ts";

import { bareNode, type Look, type Member, type Node } from "./node.ts";
import { plainTag } from "./settle.ts";
import { commentsIn, type Comments } from "./text-comments.ts";
import { WrongPath } from "./wrong-path.ts";

const deepest = 200;

export type ParsedText = {
  /** Of kind "nothing" when the text is empty. */
  readonly root: Node;
  /** What would be lost or moved if it were printed: an anchor, a tag, a comment that belongs to nothing below it. */
  readonly loses: string | undefined;
  /** Lines of comment that a blank line keeps apart from what follows. */
  readonly head: string;
};

/**
 * The YAML or JSON in a text, as far as its first document goes, with how each part of it was written.
 * Throws a WrongPath when it is neither.
 */
export function parsedText(text: string): ParsedText {
  const events = eventsIn(text);
  const comments = commentsIn(text, events);
  const state: State = { text, events, comments, at: 0, loses: undefined };
  if (events[0]?.type === EVENT_ID.DOCUMENT) state.at = 1;
  const hasContent = state.at < events.length && events[state.at]?.type !== EVENT_ID.POP;
  const root = hasContent ? readNode(state) : bareNode("nothing");
  if (comments.isLeftOver()) state.loses ??= "a comment";
  return { root, loses: state.loses, head: comments.head };
}

function eventsIn(text: string): readonly Event[] {
  try {
    return eventsOf(text, deepest);
  } catch (error) {
    if (error instanceof YAMLException) throw new WrongPath(`yaml: ${error.reason}`);
    throw error;
  }
}

type State = {
  readonly text: string;
  readonly events: readonly Event[];
  readonly comments: Comments;
  at: number;
  loses: string | undefined;
};

/** Reads the events of one node; how deep they go, the parser has seen to. */
function readNode(state: State): Node {
  const event = state.events[state.at++];
  if (event?.type === EVENT_ID.SCALAR) return scalar(state, event);
  if (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) return collection(state, event);
  state.loses ??= "an alias";
  return bareNode("nothing");
}

function scalar(state: State, event: ScalarEvent): Node {
  noteLosses(state, event);
  const text = scalarText(state.text, event);
  const tag = isPlain(event) ? plainTag(plainScalar(text), text) : "!!str";
  const style = styleOf(event);
  if (style === "folded") state.loses ??= "a folded text";
  return { ...bareNode("scalar", text), tag, look: { style, head: "", line: "" } };
}

function styleOf({ style }: ScalarEvent): Look["style"] {
  switch (style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
      return "single";
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return "double";
    case SCALAR_STYLE.LITERAL_BLOCK:
      return "literal";
    case SCALAR_STYLE.FOLDED_BLOCK:
      return "folded";
    case SCALAR_STYLE.PLAIN:
      return "plain";
  }
}

function noteLosses(state: State, event: ScalarEvent | MappingEvent | SequenceEvent): void {
  if (event.anchorStart !== -1) state.loses ??= "an anchor";
  if (event.tagStart !== -1) state.loses ??= "a tag";
}

function collection(state: State, event: MappingEvent | SequenceEvent): Node {
  noteLosses(state, event);
  const isList = event.type === EVENT_ID.SEQUENCE;
  const isFlow = event.style === COLLECTION_STYLE.FLOW;
  const node: Node = {
    ...bareNode(isList ? "list" : "mapping"),
    tag: isList ? "!!seq" : "!!map",
    look: { style: isFlow ? "flow" : "block", head: "", line: "" },
  };
  for (let next = state.events[state.at]; next !== undefined && next.type !== EVENT_ID.POP;) {
    if (isList) node.elements.push(isFlow ? readNode(state) : withComments(state, "element"));
    else node.members.push(member(state, isFlow));
    next = state.events[state.at];
  }
  state.at++;
  return node;
}

/** A node with the comment behind it and, of an element, those above. What stands above a value, its key has. */
function withComments(state: State, place: "element" | "value"): Node {
  const event = state.events[state.at];
  const start = event === undefined ? -1 : startOf(event);
  const head = place === "element" && start !== -1 ? state.comments.above(start) : "";
  const line = start === -1 ? "" : behind(state, event);
  const node = readNode(state);
  if (node.look !== undefined && (head !== "" || line !== "")) node.look = { ...node.look, head, line };
  return node;
}

/** The comment at the end of the line that a node ends on; a block text has it behind its `|`. */
function behind({ text, comments }: State, event: Event | undefined): string {
  if (event?.type === EVENT_ID.SCALAR) {
    const isBlock = styleOf(event) === "literal" || styleOf(event) === "folded";
    return comments.behind(isBlock ? text.lastIndexOf("\n", event.valueStart - 1) : event.valueEnd);
  }
  const isFlow = event !== undefined && "style" in event && event.style === COLLECTION_STYLE.FLOW;
  return isFlow ? comments.behind(startOf(event)) : "";
}

function member(state: State, inFlow: boolean): Member {
  const event = state.events[state.at];
  if (event?.type !== EVENT_ID.SCALAR) {
    state.loses ??= "a key that is no text";
    readNode(state);
    return { key: "", value: readNode(state) };
  }
  state.at++;
  const head = inFlow ? "" : state.comments.above(event.valueStart);
  const key = scalar(state, event);
  const value = inFlow ? readNode(state) : withComments(state, "value");
  const line = inFlow || value.look?.line !== "" ? "" : state.comments.behind(event.valueEnd);
  return { key: key.text, value, look: { style: key.look?.style ?? "plain", head, line } };
}
