import { isJsonObject, type Json, type JsonObject } from "#shared/model/json.ts";
import { WrittenNumber } from "#shared/model/written-number.ts";
import { put, type Mapping } from "#shared/yaml/mapping.ts";

/**
 * An object as it is after a way through JSON and Go's float64: every number is a double, written as Go prints it,
 * `1000000` as `1e+06`. Values without numbers of that kind stay the very same.
 * Upstream: kyaml/yaml/rnode.go `UnmarshalJSON`
 */
export function readAsDoubles(object: JsonObject): JsonObject {
  const members: Mapping = {};
  let isChanged = false;
  for (const [name, member] of Object.entries(object)) {
    const next = asDoubles(member);
    put(members, name, next);
    if (next !== member) isChanged = true;
  }
  return isChanged ? members : object;
}

function asDoubles(value: Json): Json {
  if (typeof value === "number") return double(value);
  if (value instanceof WrittenNumber) return double(Number(value.value));
  if (isJsonObject(value)) return readAsDoubles(value);
  if (!Array.isArray(value)) return value;
  const elements = value.map(asDoubles);
  return elements.some((element, at) => element !== value[at]) ? elements : value;
}

function double(value: number): Json {
  const text = goText(value);
  return text === String(value) ? value : new WrittenNumber(text, value);
}

/** Go's `strconv.FormatFloat(value, 'g', -1, 64)`. */
function goText(value: number): string {
  const [digits = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
