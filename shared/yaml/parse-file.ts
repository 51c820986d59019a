import { done, failedWith, type Result } from "#shared/model/failure.ts";

import { failureAt } from "./problem.ts";
import { readManifests } from "./read-manifests.ts";
import type { Parsed, Reading } from "./reading.ts";

/** The Kubernetes objects in a file. The path is there to name the file in failures, and for nothing else. */
export type ParseFile = (path: string, bytes: Uint8Array) => Result<readonly Parsed[]>;

/**
 * A ParseFile over a way to read bytes, which may remember. To parse each content once:
 * `parseFileBy((bytes) => readingBy.get(digestOf(bytes)) ?? readManifests(bytes))`.
 */
export function parseFileBy(read: (bytes: Uint8Array) => Reading): ParseFile {
  return (path, bytes) => {
    const reading = read(bytes);
    if (reading.ok) return done(reading.manifests);
    return failedWith(reading.problems.map((problem) => failureAt(path, problem)));
  };
}

/** Parses each time it is called. */
export const parseFile: ParseFile = parseFileBy(readManifests);
