import { readFileSync, writeFileSync } from "node:fs";
import { GCProfiler } from "node:v8";
import { build } from "#shared/kustomize/build.ts";
import { buildMemory } from "#shared/kustomize/build-memory.ts";
import { parseFileBy } from "#shared/yaml/parse-file.ts";
import { printManifests } from "#shared/yaml/print-manifest.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Reading } from "#shared/yaml/reading.ts";
import { folderFiles } from "./folder-files.ts";
import type { Order, Outcome, Took } from "./own-process.ts";

/*
 * The first build of a process, and those after a change: files are read, built and printed as `kustomize build`
 * does it. The process is fresh, so its first build pays for the compiler that warms up; loading the engine's own
 * modules is not in it, as an isolate at the edge does that once when it starts. What it may remember
 * is what a long-lived builder does: what files were parsed to, and the engine's own memory.
 */

const { root, path, out, remembers, changes, heap }: Order = JSON.parse(process.argv[2] ?? "{}");
const files = folderFiles(root);
// Bytes that are the same object are the same content: nothing is parsed twice.
const readings = new Map<Uint8Array, Reading>();
const parse = parseFileBy((bytes) => {
  const known = readings.get(bytes);
  if (known !== undefined) return known;
  const reading = readManifests(bytes);
  readings.set(bytes, reading);
  return reading;
});

const options = remembers ? { parse, memory: buildMemory() } : {};

const collections = heap ? new GCProfiler() : undefined;
collections?.start();
const first = timed();
// What is in use just before a collection is a peak; between two of them it only grows.
const heapsAtPeak = collections
  ?.stop()
  .statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
const { heapUsed, arrayBuffers } = process.memoryUsage();
writeFileSync(out, first.text);

const rebuilds = changes.map((file) => {
  const { path, text } = JSON.parse(readFileSync(file, "utf8"));
  files.change(path, text);
  return timed().took;
});
const outcome: Outcome = {
  first: first.took,
  rebuilds,
  peakHeap: Math.max(heapUsed, ...(heapsAtPeak ?? [])),
  bytesBeside: arrayBuffers,
};
console.log(JSON.stringify(outcome));

function timed(): { readonly text: string; readonly took: Took } {
  const began = performance.now();
  const result = build(files, path, options);
  const built = performance.now();
  if (!result.ok) throw new Error(`${path} was not built: ${JSON.stringify(result.failures)}`);
  const text = printManifests(result.value.objects);
  return { text, took: { build: built - began, all: performance.now() - began } };
}
