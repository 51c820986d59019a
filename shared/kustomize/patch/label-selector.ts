/** Whether labels fit what a selector asks for. */
export type LabelTest = (labels: ReadonlyMap<string, string>) => boolean;

/**
 * Reads `app=web,tier!=db,env in (a,b),!legacy`; undefined when it is none.
 * Upstream: k8s.io/apimachinery/pkg/labels `Parse`
 */
export function labelSelector(text: string): LabelTest | undefined {
  if (text.trim() === "") return () => true;
  const tests: LabelTest[] = [];
  for (const part of requirementsIn(text)) {
    const test = requirement(part.trim());
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (labels) => tests.every((test) => test(labels));
}

/** Cuts at commas outside of parentheses. */
function requirementsIn(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    else if (text[at] === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const name = String.raw`[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const value = String.raw`(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?`;
const isThere = new RegExp(`^(!?)\\s*(${name})$`);
const isEqual = new RegExp(`^(${name})\\s*(==?|!=)\\s*(${value})$`);
const isOneOf = new RegExp(`^(${name})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const isBeside = new RegExp(`^(${name})\\s*([<>])\\s*(-?\\d+)$`);

function requirement(text: string): LabelTest | undefined {
  const [there, not, lone = ""] = isThere.exec(text) ?? [];
  if (there !== undefined) return (labels) => labels.has(lone) === (not === "");
  const [equal, key = "", operator, wanted = ""] = isEqual.exec(text) ?? [];
  if (equal !== undefined)
    return operator === "!="
      ? (labels) => labels.get(key) !== wanted
      : (labels) => labels.get(key) === wanted;
  const [oneOf, label = "", word, list = ""] = isOneOf.exec(text) ?? [];
  if (oneOf !== undefined) return amongst(label, { isIn: word === "in", list });
  const [beside, number = "", sign, limit] = isBeside.exec(text) ?? [];
  return beside === undefined ? undefined : compared(number, { isAbove: sign === ">", limit: Number(limit) });
}

function amongst(label: string, { isIn, list }: { isIn: boolean; list: string }): LabelTest {
  const values = new Set(list.split(",").map((one) => one.trim()));
  return (labels) => {
    const found = labels.get(label);
    return found === undefined ? !isIn : values.has(found) === isIn;
  };
}

function compared(label: string, { isAbove, limit }: { isAbove: boolean; limit: number }): LabelTest {
  return (labels) => {
    const found = labels.get(label) ?? "";
    if (!/^-?\d+$/.test(found)) return false;
    return isAbove ? Number(found) > limit : Number(found) < limit;
  };
}
