export type MetricKind = "counter" | "gauge" | "histogram";
export type Labels = Readonly<Record<string, string>>;
/** One line: its value under the metric's name, or under `suffix` behind it. */
export type Sample = { readonly labels: Labels; readonly value: number; readonly suffix?: string };
export type Metric = {
  readonly name: string;
  readonly kind: MetricKind;
  readonly help: string;
  readonly samples: Iterable<Sample>;
};

/** Prometheus' text format, version 0.0.4. */
export function exposition(metrics: readonly Metric[]): string {
  return metrics.map(textOf).join("");
}

function textOf({ name, kind, help, samples }: Metric): string {
  let text = `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${kind}\n`;
  for (const { labels, value, suffix = "" } of samples) {
    const pairs = Object.entries(labels).map(
      ([label, said]) => `${label}="${escaped(said).replaceAll('"', '\\"')}"`,
    );
    text += `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`;
  }
  return text;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
