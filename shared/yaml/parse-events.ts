import { parseEvents, YAMLException, type Event } from "js-yaml";

/** js-yaml's objection to a line of a flow collection, or of a quoted scalar, that is not indented far enough. */
const objection = "deficient indentation";

/**
 * js-yaml's events, without the one rule of YAML 1.2 that Go's parser never held anyone to: a `]` or `}` may stand
 * as far left as it likes, and many a manifest has it under its key. js-yaml has no option for it; it goes on
 * rightly when the objection is not thrown, so that is withheld for as long as it parses.
 */
export function eventsOf(text: string, maxDepth: number): readonly Event[] {
  // oxlint-disable-next-line typescript/unbound-method -- it knows no `this`, and the very same must be put back
  const strict = YAMLException.throwAt;
  YAMLException.throwAt = (...complaint): never => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- to return is what being lenient means
    if (complaint[2] === objection) return undefined as never;
    return strict(...complaint);
  };
  try {
    return parseEvents(text, { maxDepth });
  } finally {
    YAMLException.throwAt = strict;
  }
}
