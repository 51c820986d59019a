/** One `apiserver_request_total` line: how often the API server was asked this, since it started. */
type RequestLine = {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly component: string;
  readonly dryRun: boolean;
  readonly count: number;
};

type RequestFilter = {
  readonly verb?: string; // as the metric says it: GET, LIST, APPLY, PATCH …
  readonly resource?: string;
  readonly component?: string;
  readonly dryRun?: boolean;
  /** Leave out watches: the server counts one when it ends, whenever that may be. */
  readonly withoutWatches?: boolean;
};

/** How many requests the server has answered that fit the filter, out of the text of its `/metrics`. */
export function requestCount(metricsText: string, filter: RequestFilter = {}): number {
  let total = 0;
  for (const line of requestLines(metricsText)) if (fits(line, filter)) total += line.count;
  return total;
}

/** Requests by what they asked: `PATCH deployments/status`, `GET configmaps`, `GET /readyz`. */
export function requestTotals(metricsText: string, filter: RequestFilter = {}): Map<string, number> {
  const totals = new Map<string, number>();
  for (const line of requestLines(metricsText)) {
    if (!fits(line, filter)) continue;
    const { verb, resource, subresource, count } = line;
    const target =
      resource === "" || subresource === "" ? resource + subresource : `${resource}/${subresource}`;
    const key = `${verb} ${target}`;
    totals.set(key, (totals.get(key) ?? 0) + count);
  }
  return totals;
}

/** What was asked between two readings; what did not change is left out. */
export function requestsBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Map<string, number> {
  const since = new Map<string, number>();
  for (const [key, count] of after) {
    const added = count - (before.get(key) ?? 0);
    if (added !== 0) since.set(key, added);
  }
  return since;
}

function fits(
  line: RequestLine,
  { verb, resource, component, dryRun, withoutWatches }: RequestFilter,
): boolean {
  return (
    (verb === undefined || line.verb === verb) &&
    (resource === undefined || line.resource === resource) &&
    (component === undefined || line.component === component) &&
    (dryRun === undefined || line.dryRun === dryRun) &&
    !(withoutWatches === true && line.verb === "WATCH")
  );
}

function* requestLines(metricsText: string): Generator<RequestLine> {
  for (const [, labelText = "", value = ""] of metricsText.matchAll(
    /^apiserver_request_total\{(.*)\} (\S+)$/gm,
  )) {
    const labels = new Map<string, string>();
    for (const [, name = "", text = ""] of labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g))
      labels.set(name, text);
    const label = (name: string): string => labels.get(name) ?? "";
    yield {
      verb: label("verb"),
      group: label("group"),
      resource: label("resource"),
      subresource: label("subresource"),
      component: label("component"),
      dryRun: label("dry_run") !== "",
      count: Number(value),
    };
  }
}
