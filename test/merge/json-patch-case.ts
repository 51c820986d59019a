import type { Json, JsonObject } from "#shared/model/json.ts";
import { objectIn } from "./merge-case.ts";

type Operations = {
  readonly name: string;
  /** The spec of the object, and the operations, as YAML. */
  readonly spec: string;
  readonly operations: string;
};

export type JsonPatchCase = Operations & ({ readonly gives: string } | { readonly refused: string });

export function widget(spec: string): JsonObject {
  return objectIn(widgetText(spec)) as JsonObject;
}

export function widgetText(spec: string, name = "it"): string {
  return `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

export function operationsIn(text: string): Json {
  return widget(text)["spec"] ?? null;
}
