import { configMap } from "#test/support/world/many-objects.ts";
import type { Files } from "#test/source/git-server.ts";

/** As many files as figures' names say; a hundred to an application. */
export const sizes = [100, 2_000, 50_000] as const;
export type Size = (typeof sizes)[number];

const filesOfAnApplication = 100;
const applicationsOfATeam = 20;

/** A repository as many teams share one: applications in their teams' folders, each with a base and three overlays. */
export function monorepo(size: Size): Files {
  const files: Record<string, string> = {};
  for (let number = 0; number < size; number++) files[pathOf(number)] = fileOf(number, "as it was");
  return files;
}

/** One changed file, another each turn. */
export function changeOf(size: Size, turn: number): Files {
  // A step that shares no divisor with the sizes: it comes to all parts of the repository.
  const number = (turn * 7_919) % size;
  return { [pathOf(number)]: fileOf(number, `as of turn ${turn}`) };
}

const folders = ["base", "base/config", "overlays/dev", "overlays/staging", "overlays/production"] as const;

function pathOf(number: number): string {
  const application = Math.floor(number / filesOfAnApplication);
  const team = Math.floor(application / applicationsOfATeam);
  const folder = folders[number % folders.length] ?? "base";
  return `teams/team-${team}/apps/app-${application}/${folder}/config-${number}.yaml`;
}

function fileOf(number: number, value: string): string {
  // No two alike, and about as long as such files are.
  const text = `${value}: ${Array.from({ length: 12 }, (_, line) => `${number * 31 + line * line}`).join(" ")}`;
  return configMap(`config-${number}`, text);
}
