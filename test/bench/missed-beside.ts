import type { Measured } from "./measured.ts";

type Value = Pick<Measured, "name" | "value" | "detail">;

/** Bars that no figure of its own has: the slowest pushes of every size, and requests that do not grow with it. */
export function missedBeside(values: readonly Value[]): string[] {
  const slow = values
    .filter(
      ({ name, detail }) => name !== "push/1000/p50" && name.endsWith("/p50") && detail["p95Met"] === false,
    )
    .map(({ name, detail }) => `${name.replace("p50", "p95")} (${String(detail["p95"])} ms)`);
  const requests = values.filter(({ name }) => /^push\/\d+\/requests$/.test(name));
  const counts = new Set(requests.map(({ value }) => value));
  const grows = requests.map(({ name, value }) => `${name} ${value}`).join(", ");
  return counts.size > 1 ? [...slow, `requests that grow with the repository (${grows})`] : slow;
}
