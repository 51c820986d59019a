import type { Json } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";

import type { Plain } from "./plain-scalar.ts";
import { timestamp } from "./timestamp.ts";

/**
 * What a scalar with an explicit tag means, or undefined when it is not what the tag says.
 * Tags that go-yaml does not know leave the text as it is. Upstream: go.yaml.in/yaml/v3 resolve.go.
 */
export function taggedScalar(
  tag: string,
  text: string,
  plain: (text: string) => Plain | WrittenNumber,
): Json | undefined {
  const plainly = plain(text);
  const read: Json = typeof plainly === "bigint" ? new WrittenNumber(text, plainly) : plainly;
  const value = read instanceof WrittenNumber ? read.value : read;
  switch (tag.replace(/^!<tag:yaml\.org,2002:(.*)>$/, "!!$1")) {
    case "!!int":
      return typeof value === "bigint" || Number.isInteger(value) ? read : undefined;
    case "!!float":
      if (typeof value === "bigint") return new WrittenNumber(text, Number(value));
      return Number.isFinite(value) ? read : undefined;
    case "!!bool":
      return typeof value === "boolean" ? value : undefined;
    case "!!null":
      return value === null ? null : undefined;
    case "!!timestamp":
      return timestamp(text);
    case "!!binary":
      return decoded(text);
    default:
      return text;
  }
}

const base64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

function decoded(text: string): string | undefined {
  const packed = text.replace(/\s/g, "");
  if (!base64.test(packed)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(atob(packed), (char) => char.charCodeAt(0)),
    );
  } catch {
    return undefined;
  }
}
