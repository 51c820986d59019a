import type { Metric } from "./exposition.ts";

/** Prometheus' usual ones of a process, as far as they are watched here. */
export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  const one = (name: string, help: string, value: number): Metric => ({
    name,
    kind: name.endsWith("_total") ? "counter" : "gauge",
    help,
    samples: [{ labels: {}, value }],
  });
  return [
    one("process_resident_memory_bytes", "Resident memory size in bytes.", process.memoryUsage.rss()),
    one("process_cpu_seconds_total", "User and system CPU time in seconds.", (user + system) / 1e6),
    one(
      "process_start_time_seconds",
      "Start time since the Unix epoch in seconds.",
      Math.round(Date.now() / 1_000 - process.uptime()),
    ),
  ];
}
