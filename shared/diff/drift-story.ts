import { canonicalJson, type Json } from "#shared/model/json.ts";
import { nameOf, refOf, type RefKey } from "#shared/model/object-ref.ts";
import { fieldText, parsed, valueAt, type FieldPath } from "./field-path.ts";
import { lostFields } from "./lost-fields.ts";

/** An object that was changed: who wrote to it last, and what he and others hold of it that we do not. */
export type Strayed = {
  readonly key: RefKey;
  readonly manager: string;
  /** When it was seen, where that was at once. */
  readonly at?: string | undefined;
  readonly fields?: readonly StrayedField[] | undefined;
  /** Our entry of `managedFields`, as JSON: what it does not name any more was taken or removed. */
  readonly ours?: string | undefined;
};

type StrayedField = {
  readonly path: FieldPath;
  readonly manager: string;
  readonly at?: string | undefined;
  /** What lives there now, as JSON; absent where there is nothing, or nothing that may be shown. */
  readonly value?: string | undefined;
};

const mostFields = 8;
const longestValue = 60;
const unknown = "an unknown manager";

/** What there is to say of a changed object, and when it came about: `… changed by kubectl-edit: spec.replicas 5 → 1`. */
export type Story = { readonly text: string; readonly at: string };

/** Tells the values of Git and of the cluster apart, field by field; of a Secret only the fields are named. */
export function driftStory(strayed: Strayed, desired: Json): Story {
  const { key, manager, at = "", fields = [], ours: owned } = strayed;
  const ours = fields.filter(({ path, value }) => isOther(valueAt(desired, path), value));
  const lines: string[] = [];
  for (const who of new Set(ours.map((field) => field.manager))) {
    const taken = ours.filter((field) => field.manager === who);
    lines.push(`${who}: ${listed(taken.map((field) => changeOf(field, { key, desired })))}`);
  }
  const [newest] = ours;
  // Nobody owns what was removed, so that nobody can be named for it either.
  const lost = lines.length === 0 && owned !== undefined ? lostFields(desired, parsed(owned) ?? null) : [];
  if (lost.length > 0)
    lines.push(`${manager || unknown}: ${listed(lost.map((path) => `${fieldText(path)} removed`))}`);
  const by = lines.length > 0 ? lines.join("; and by ") : manager || unknown;
  return { text: `${nameOf(refOf(key))} changed by ${by}`, at: newest?.at ?? at };
}

function listed(changes: readonly string[]): string {
  const rest = changes.length - mostFields;
  return `${changes.slice(0, mostFields).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** With the time of day, as it is told. */
export function told({ text, at }: Story): string {
  const [, clock] = /^\d{4}-\d\d-\d\dT(\d\d:\d\d)/.exec(at) ?? [];
  return clock === undefined ? text : `${text} at ${clock} UTC`;
}

/** What Git does not declare was never ours, whoever has it. */
function isOther(desired: Json | undefined, value: string | undefined): boolean {
  return desired !== undefined && canonicalJson(desired) !== value;
}

function changeOf({ path, value }: StrayedField, { key, desired }: { key: RefKey; desired: Json }): string {
  const field = fieldText(path);
  if (isSecret(key)) return field; // whoever reads messages may not be one who reads Secrets
  const before = valueAt(desired, path);
  const now = value === undefined ? "nothing" : short(value);
  return `${field} ${before === undefined ? "nothing" : short(canonicalJson(before))} → ${now}`;
}

function short(json: string): string {
  const text = /^"[^"\\\s]+"$/.test(json) ? json.slice(1, -1) : json;
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** Its values are shown to nobody, and not read either. */
export function isSecret(key: RefKey): boolean {
  const { group, kind } = refOf(key);
  return group === "" && kind === "Secret";
}
