import { driftStory, told } from "#shared/diff/drift-story.ts";
import { kubeTime, type Instant } from "#shared/model/instant.ts";
import { nameOf, refOf } from "#shared/model/object-ref.ts";
import type { Drift } from "#shared/wire/report.ts";
import type { DesiredStore } from "./desired-store.ts";
import type { DriftBook } from "./drift-book.ts";

export type TellingParts = {
  readonly desired: DesiredStore;
  readonly drifts: DriftBook;
  readonly now: Instant;
};

/** A message of thousands of lines is read by nobody. */
const mostLines = 20;

/** What is to be told of drift and has not been: a line for each object; undefined when there is nothing. */
export function driftTold({ uid, ...drift }: Drift, parts: TellingParts): string | undefined {
  const { desired, drifts, now } = parts;
  if (!drift.partial) {
    const keys = [...drift.missing, ...drift.changed.map(({ key }) => key)];
    drifts.keepOnly(uid, new Set(keys));
  }
  const lines: string[] = [];
  for (const one of drift.changed) {
    const [declared] = desired.objects(uid, [one.key]);
    const story = driftStory(one, declared?.manifest ?? null);
    if (drifts.file(uid, one.key, story.text)) lines.push(told(story));
  }
  for (const key of drift.missing) {
    const text = `${nameOf(refOf(key))} deleted`;
    const at = drift.partial ? kubeTime(now) : ""; // an audit finds that it is gone, and not since when
    if (drifts.file(uid, key, text)) lines.push(told({ text, at }));
  }
  if (lines.length === 0) return undefined;
  const rest = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}
