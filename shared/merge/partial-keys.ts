/** What the keys of one element say, "" for each that it lacks. */
export type Texts = readonly string[];

/**
 * Elements that differ only in keys that one of them lacks are taken for the same one, with the keys of both: a port
 * without a protocol and the same port with one. Upstream: kyaml/yaml/walk/associative_sequence.go `mergeValues`
 */
export function completed(all: readonly Texts[]): readonly Texts[] {
  const list = [...all];
  for (const [i, texts] of list.entries())
    for (const [j, others] of list.entries()) {
      const both = united(texts, others);
      if (both === undefined) continue;
      list[i] = both;
      list[j] = both;
    }
  return list;
}

function united(texts: Texts, others: Texts): Texts | undefined {
  let isAlike = false;
  for (let at = 0; at < texts.length; at++) {
    if (texts[at] === others[at]) isAlike = true;
    else if (texts[at] !== "" && others[at] !== "") return undefined;
  }
  return isAlike ? texts.map((text, at) => text || (others[at] ?? "")) : undefined;
}
