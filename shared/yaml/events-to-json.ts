import {
  COLLECTION_STYLE,
  EVENT_ID,
  type AliasEvent,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";

import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import { noteBlank } from "./blank.ts";
import { lineBreaks } from "./documents.ts";
import { firstOffsetOf } from "./doubled-key.ts";
import { startOf } from "./event-offset.ts";
import { merge, put, type Mapping } from "./mapping.ts";
import { Refusal } from "./refusal.ts";
import { scalarText } from "./scalar-text.ts";
import { isPlain, scalarValue, type ReadPlain } from "./scalar-value.ts";

/** How much aliases may stand for in one document, counted as if it were written out: values, and letters as a few. */
const mostAliased = 100_000;
const lettersOfValue = 64;

export type EventsOptions = {
  /** What an unquoted scalar means. */
  readonly plain: ReadPlain;
  /** The line of the file that the text begins on. */
  readonly line: number;
  readonly withLines?: boolean;
  /** Takes the last of the values that a key is given, where otherwise the document is refused. */
  readonly lastKeyWins?: boolean;
  readonly deepest: number;
};

/** Container → key or index → offset in the text. */
export type Places = ReadonlyMap<object, ReadonlyMap<string | number, number>>;

/** What the events of one document amount to. */
export type FromEvents = {
  readonly root: Json | undefined;
  readonly rootOffset: number;
  readonly asWritten: ReadonlyMap<object, ReadonlyMap<string, string>>;
  readonly places: Places;
  readonly hasWrittenNumbers: boolean;
};

type Opening = MappingEvent | SequenceEvent;

/** A mapping or list whose members are still being read. */
type Frame = {
  readonly mapping: Mapping | undefined;
  readonly list: Json[] | undefined;
  readonly event: Opening;
  /** The index of its first member's event. */
  readonly firstEvent: number;
  /** Of a mapping: the key whose value comes next, and where it stands. */
  key: string | undefined;
  keyOffset: number;
  /** Of a mapping: whether that key is `<<`, and what came with it. */
  merging: boolean;
  merges: Json | undefined;
  /** What it amounts to, itself included, and its levels. */
  size: number;
  height: number;
};

type Anchor = { readonly value: Json; readonly size: number; readonly height: number };

type State = {
  readonly text: string;
  readonly options: EventsOptions;
  readonly events: readonly Event[];
  readonly frames: Frame[];
  readonly anchors: Map<string, Anchor>;
  readonly asWritten: Map<object, Map<string, string>>;
  readonly places: Map<object, Map<string | number, number>>;
  at: number;
  aliased: number;
  root: Json | undefined;
  rootOffset: number;
  hasWrittenNumbers: boolean;
};

/** Puts a document together from the parser's events. Throws a Refusal. */
export function eventsToJson(events: readonly Event[], text: string, options: EventsOptions): FromEvents {
  const state: State = {
    text,
    options,
    events,
    frames: [],
    anchors: new Map(),
    asWritten: new Map(),
    places: new Map(),
    at: 0,
    aliased: 0,
    root: undefined,
    rootOffset: 0,
    hasWrittenNumbers: false,
  };
  readEvents(state);
  return state;
}

function readEvents(state: State): void {
  let documents = 0;
  for (; state.at < state.events.length; state.at++) {
    const event = state.events[state.at];
    switch (event?.type) {
      case undefined:
        return;
      case EVENT_ID.DOCUMENT:
        if (++documents > 1) return nothingMore(state);
        break;
      case EVENT_ID.SCALAR:
        readScalar(state, event);
        break;
      case EVENT_ID.MAPPING:
        open(state, event, { mapping: {}, list: undefined });
        break;
      case EVENT_ID.SEQUENCE:
        open(state, event, { mapping: undefined, list: [] });
        break;
      case EVENT_ID.ALIAS:
        readAlias(state, event);
        break;
      case EVENT_ID.POP:
        close(state);
        break;
    }
  }
}

/** kustomize drops what follows a "..." line. A manifest that is not applied, and nobody told: refused instead. */
function nothingMore({ events, at }: State): void {
  const content = events
    .slice(at)
    .find(
      (event) => event.type !== EVENT_ID.DOCUMENT && event.type !== EVENT_ID.POP && startOf(event) !== -1,
    );
  if (content === undefined) return;
  throw new Refusal('begins a second document without a "---" line', startOf(content), 'Put "---" before it');
}

/** The frame that waits for a key; undefined when a value comes next. */
function frameForKey({ frames }: State): Frame | undefined {
  const frame = frames.at(-1);
  return frame?.mapping !== undefined && frame.key === undefined ? frame : undefined;
}

function readScalar(state: State, event: ScalarEvent): void {
  const text = scalarText(state.text, event);
  const forKey = frameForKey(state);
  if (forKey !== undefined) {
    const isText = !isPlain(event) || state.options.plain(text) === text;
    readKey(forKey, { text, isText, merging: text === "<<" && isPlain(event), offset: startOf(event) });
    keepAnchor(state, event, { value: text, size: 1, height: 1 });
    return;
  }
  const frame = state.frames.at(-1);
  const value = scalarValue(text, event, {
    plain: state.options.plain,
    tag: event.tagStart === -1 ? "" : state.text.slice(event.tagStart, event.tagEnd),
    inFlow: frame?.event.style === COLLECTION_STYLE.FLOW,
  });
  if (value !== text && frame?.mapping !== undefined)
    keepLook(state, frame.mapping, { key: frame.key ?? "", text, isBlank: value === null && text === "" });
  if (typeof value === "object" && value instanceof WrittenNumber) state.hasWrittenNumbers = true;
  const size = 1 + Math.floor(text.length / lettersOfValue);
  keepAnchor(state, event, { value, size, height: 1 });
  if (frame !== undefined) frame.size += size;
  place(state, value, startOf(event));
}

function isMarks({ frames }: State): boolean {
  const key = frames.at(-2)?.key;
  return (key === "annotations" || key === "labels") && frames.at(-3)?.key === "metadata";
}

type Look = { readonly key: string; readonly text: string; readonly isBlank: boolean };

/** What JSON has no room for, and somebody asks for later. */
function keepLook(state: State, mapping: object, { key, text, isBlank }: Look): void {
  if (isBlank) noteBlank(mapping, key);
  if (!isMarks(state)) return;
  const texts = state.asWritten.get(mapping) ?? new Map<string, string>();
  state.asWritten.set(mapping, texts.set(key, text));
}

type Key = {
  readonly text: string;
  readonly isText: boolean;
  readonly merging: boolean;
  readonly offset: number;
};

function readKey(frame: Frame, { text, isText, merging, offset }: Key): void {
  if (!isText)
    throw new Refusal(`has the key \`${text}\`, which is no text`, Math.max(offset, 0), "Quote the key");
  frame.key = text;
  frame.keyOffset = offset;
  frame.merging = merging;
}

function open(state: State, event: Opening, { mapping, list }: Pick<Frame, "mapping" | "list">): void {
  if (state.frames.length === 0) state.rootOffset = event.start;
  if (frameForKey(state) !== undefined)
    throw new Refusal("has a list or mapping for a key", event.start, "A key must be text");
  state.frames.push({
    mapping,
    list,
    event,
    firstEvent: state.at + 1,
    key: undefined,
    keyOffset: event.start,
    merging: false,
    merges: undefined,
    size: 1,
    height: 1,
  });
}

function close(state: State): void {
  const frame = state.frames.pop();
  if (frame === undefined) return; // the document itself
  const { mapping, list, event, merges, size, height } = frame;
  if (mapping !== undefined && merges !== undefined) merge(mapping, merges, event.start);
  const value: Json = mapping ?? list ?? null;
  keepAnchor(state, event, { value, size, height });
  grow(state, size, height);
  place(state, value, event.start);
}

function grow({ frames }: State, size: number, height: number): void {
  const frame = frames.at(-1);
  if (frame === undefined) return;
  frame.size += size;
  frame.height = Math.max(frame.height, height + 1);
}

function keepAnchor({ anchors, text }: State, event: ScalarEvent | Opening, anchor: Anchor): void {
  if (event.anchorStart !== -1) anchors.set(text.slice(event.anchorStart, event.anchorEnd), anchor);
}

function readAlias(state: State, event: AliasEvent): void {
  const offset = event.anchorStart;
  const name = state.text.slice(offset, event.anchorEnd);
  const anchor = state.anchors.get(name);
  if (anchor === undefined)
    throw new Refusal(
      `refers to *${name}, which stands for nothing yet: unknown anchor '${name}' referenced`,
      offset,
      `Define &${name} above`,
    );
  const { value, size, height } = anchor;
  state.aliased += size;
  if (state.aliased > mostAliased || state.frames.length + height > state.options.deepest)
    throw new Refusal("grows beyond measure through aliases", offset, "Write out what is meant");
  const forKey = frameForKey(state);
  if (forKey !== undefined) {
    const isText = typeof value === "string";
    readKey(forKey, { text: isText ? value : `*${name}`, isText, merging: false, offset });
    return;
  }
  grow(state, size, height);
  place(state, value, offset);
}

function place(state: State, value: Json, offset: number): void {
  const frame = state.frames.at(-1);
  if (frame === undefined) {
    state.root = value;
    return;
  }
  const { mapping, list } = frame;
  if (list !== undefined) {
    if (state.options.withLines === true || state.frames.at(-2)?.key === "items")
      mark(state, list, { member: list.length, offset });
    list.push(value);
  } else if (mapping !== undefined) {
    if (state.options.withLines === true)
      mark(state, mapping, { member: frame.key ?? "", offset: frame.keyOffset });
    placeInMapping(state, frame, { mapping, value });
  }
}

type Member = { readonly mapping: Mapping; readonly value: Json };

function placeInMapping({ events, text, options }: State, frame: Frame, { mapping, value }: Member): void {
  const { key = "", keyOffset, firstEvent } = frame;
  frame.key = undefined;
  if (!frame.merging) {
    if (options.lastKeyWins === true || !Object.hasOwn(mapping, key)) return put(mapping, key, value);
    const line = options.line + lineBreaks(text, firstOffsetOf(key, events.slice(firstEvent), text));
    throw new Refusal(
      `mapping key "${key}" already defined at line ${line}`,
      keyOffset,
      "Keep one of the two",
    );
  }
  if (frame.merges !== undefined)
    throw new Refusal("has two merge keys in one mapping", keyOffset, "Merge a list: <<: [*a, *b]");
  frame.merges = value;
}

type Mark = { readonly member: string | number; readonly offset: number };

function mark({ places }: State, container: object, { member, offset }: Mark): void {
  const members = places.get(container) ?? new Map<string | number, number>();
  places.set(container, members.set(member, Math.max(offset, 0)));
}
