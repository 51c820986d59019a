import { globSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { projects } from "./projects.ts";

const root = resolve(import.meta.dirname, "..", "..");

it("every test belongs to exactly one project, so that none is forgotten and none runs twice", () => {
  const tests = globSync("test/**/*.test.ts", { cwd: root });
  const rooms = projects.flatMap((project) => project.rooms);
  expect(tests.filter((file) => !rooms.includes(file.split("/")[1] ?? ""))).toEqual([]);
  expect(rooms.length).toBe(new Set(rooms).size);
});
