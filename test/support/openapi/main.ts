import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { embeddedSwagger } from "./embedded-swagger.ts";
import { mergeTable, tableModule } from "./merge-table.ts";

// Without an argument: what kustomize embeds. With one: a file of what `kubectl get --raw /openapi/v2` prints.
const [file] = process.argv.slice(2);
const swagger = file === undefined ? await embeddedSwagger() : await readFile(file, "utf8");
const table = join(import.meta.dirname, "../../../shared/merge/built-in-table.ts");
await writeFile(table, tableModule(mergeTable(JSON.parse(swagger))));
