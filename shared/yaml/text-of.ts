import type { Problem } from "./problem.ts";

const largestFile = 25 * 1024 * 1024;

/** A file as text: UTF-8 with or without a byte order mark, with the line ends of any system. */
export function textOf(bytes: Uint8Array): string | Problem {
  if (bytes.length > largestFile)
    return {
      code: "build/file-too-large",
      line: 1,
      message: `has ${bytes.length} bytes, more than the ${largestFile} that a build reads`,
      remedy: "Cut it into several files",
    };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text;
  } catch {
    return {
      code: "build/yaml-invalid",
      line: 1,
      message: "is not UTF-8 text",
      remedy: "Save it as UTF-8, or take it out of the path that is built",
    };
  }
}
