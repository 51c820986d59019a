import { readFileSync, writeFileSync } from "node:fs";
import { GCProfiler } from "node:v8";
import { build } from "#shared/kustomize/build.ts";
import { parseFileBy } from "#shared/yaml/parse-file.ts";
import { printManifests } from "#shared/yaml/print-manifest.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Reading } from "#shared/yaml/reading.ts";
import { folderFiles } from "./folder-files.ts";
import type { Order, Outcome } from "./own-process.ts";

/*
 * The first build of a process, and those after a change: files are read, built and printed as `kustomize build`
 * does it. The process is fresh, so its first build pays for the compiler that warms up; loading the engine's own
 * modules is not in it, as an isolate at the edge does that once when it starts.
 */

const { root, path, out, changes, heap }: Order = JSON.parse(process.argv[2] ?? "{}");
const files = folderFiles(root);
// Bytes that are the same object are the same content: no file is parsed twice, as functions/plan/builder.ts has it.
const readings = new Map<Uint8Array, Reading>();
const parse = parseFileBy((bytes) => {
  const known = readings.get(bytes);
  if (known !== undefined) return known;
  const reading = readManifests(bytes);
  readings.set(bytes, reading);
  return reading;
});

const collections = heap ? new GCProfiler() : undefined;
collections?.start();
const [firstText, first] = timed();
// What is in use just before a collection is a peak; between two of them it only grows.
const heapsAtPeak = collections
  ?.stop()
  .statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
const { heapUsed, arrayBuffers } = process.memoryUsage();
writeFileSync(out, firstText);

const rebuilds = changes.map((file) => {
  const { path, text } = JSON.parse(readFileSync(file, "utf8"));
  files.change(path, text);
  return timed()[1];
});
const outcome: Outcome = {
  first,
  rebuilds,
  peakHeap: Math.max(heapUsed, ...(heapsAtPeak ?? [])),
  bytesBeside: arrayBuffers,
};
console.log(JSON.stringify(outcome));

function timed(): readonly [string, number] {
  const began = performance.now();
  const result = build(files, path, { parse });
  if (!result.ok) throw new Error(`${path} was not built: ${JSON.stringify(result.failures)}`);
  const text = printManifests(result.value.objects);
  return [text, performance.now() - began];
}
