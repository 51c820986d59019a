import { plainScalar } from "#shared/yaml/plain-scalar.ts";
import { timestamp } from "#shared/yaml/timestamp.ts";

/** What keeps a text from leaving kustomize, which writes YAML and reads it again; undefined when nothing does. */
export type Unprintable = { readonly message: string; readonly remedy: string };

/** Upstream: go.yaml.in/yaml/v2 readerc.go, on JSON that Go wrote, where others than these are escaped. */
const controlCharacter = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

export function controlCharacterIn(text: string): Unprintable | undefined {
  if (!controlCharacter.test(text)) return undefined;
  return { message: "yaml: control characters are not allowed", remedy: "Take them out" };
}

export function unprintableValue(text: string): Unprintable | undefined {
  if (!text.startsWith("\t") || !isWrittenAsBlock(text)) return controlCharacterIn(text);
  return {
    message: "found a tab character where an indentation space is expected",
    remedy: "Begin it with something else than a tab",
  };
}

/** Several lines that need no escapes. Upstream: go.yaml.in/yaml/v3 emitterc.go `yaml_emitter_analyze_scalar` */
function isWrittenAsBlock(text: string): boolean {
  if (!text.includes("\n") || text.endsWith(" ")) return false;
  return !/ [\n\u2028\u2029]|[^\t\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
}

/** A key is written as it is, without quotes, and read as what it then means. */
export function unprintableKey(key: string): Unprintable | undefined {
  const problem = controlCharacterIn(key);
  if (problem !== undefined) return problem;
  if (key === "<<") return { message: "yaml: map merge requires map or sequence of maps", remedy };
  const isText = plainScalar(key) === key && timestamp(key) === undefined;
  return isText ? undefined : { message: "json: unsupported type: map[interface {}]interface {}", remedy };
}

const remedy = "Rename it: kustomize takes it for something else than text";
