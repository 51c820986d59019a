import { MOST_OBJECTS } from "#shared/wire/job.ts";

const mebibyte = 1 << 20;
/** A frame to the relay ends at 32 MiB, and quoting takes its share: what does not fit could never be applied. */
const mostBytes = 20 * mebibyte;

/** Why a build is too large to be applied as one; undefined when it is not. `bytes`: of all its objects, as JSON. */
export function beyondBounds({ objects, bytes }: { objects: number; bytes: number }): string | undefined {
  const split = "Split it into several Kustomizations, each with a spec.path of its own";
  if (objects > MOST_OBJECTS)
    return `the build has ${objects} objects, more than the ${MOST_OBJECTS} that one Kustomization may have. ${split}`;
  if (bytes <= mostBytes) return undefined;
  const size = Math.ceil(bytes / mebibyte);
  return `the build's objects have ${size} MiB together, more than the ${mostBytes / mebibyte} MiB that one Kustomization may have. ${split}`;
}
