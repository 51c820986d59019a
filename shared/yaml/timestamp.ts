const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const date = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})`;
const clock = String.raw`(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?`;
const shapes: readonly RegExp[] = [
  new RegExp(`^${date}[Tt]${clock}(Z|[+-]\\d{2}:\\d{2})$`),
  new RegExp(`^${date} ${clock}$`),
  new RegExp(`^${date}$`),
];

/**
 * A plain scalar that go-yaml takes for a time, as kustomize prints it: RFC 3339, in the zone it was written in.
 * So `2001-12-14` leaves a build as `2001-12-14T00:00:00Z`. Undefined when the text is no time.
 * Upstream: go.yaml.in/yaml/v3 resolve.go `parseTimestamp`, then Go's `time.Time.MarshalJSON`.
 */
export function timestamp(text: string): string | undefined {
  if (text.charCodeAt(4) !== 45) return undefined;
  for (const shape of shapes) {
    const found = shape.exec(text);
    if (found !== null) return printed(found);
  }
  return undefined;
}

function printed(found: readonly (string | undefined)[]): string | undefined {
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "",
    zone = "Z",
  ] = found;
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = offsetOf(zone);
  if (offset === undefined) return undefined;
  const [mm, dd, h, m, s] = [month, day, hour, minute, second].map((part) => part.padStart(2, "0"));
  return `${year}-${mm}-${dd}T${h}:${m}:${s}${nanoseconds(fraction)}${offset}`;
}

function isDay(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (daysIn[month - 1] ?? 0) && (month !== 2 || day < 29 || leap);
}

function nanoseconds(fraction: string): string {
  const kept = fraction.slice(0, 9).replace(/0+$/, "");
  return kept === "" ? "" : `.${kept}`;
}

function offsetOf(zone: string): string | undefined {
  if (zone === "Z" || zone.endsWith("00:00")) return "Z";
  return Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4)) < 60 ? zone : undefined;
}
