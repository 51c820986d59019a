import * as z from "zod";
import type { Overlay } from "#shared/kustomize/overlay.ts";
import { done, failedWith, type Result } from "#shared/model/failure.ts";
import type { JsonObject } from "#shared/model/json.ts";
import type { CommonMetadata } from "./common-metadata.ts";

const text = z.string().optional();
const texts = z.array(z.string()).optional();
const pairs = z.record(z.string(), z.string()).optional();

/** The fields of a Kustomization's spec that say what is built. */
const buildFields = z.object({
  path: text,
  targetNamespace: text,
  namePrefix: text,
  nameSuffix: text,
  patches: z
    .array(
      z.object({
        patch: z.string(),
        target: z
          .object({
            group: text,
            version: text,
            kind: text,
            name: text,
            namespace: text,
            labelSelector: text,
            annotationSelector: text,
          })
          .optional(),
      }),
    )
    .optional(),
  components: texts,
  ignoreMissingComponents: z.boolean().optional(),
  images: z.array(z.object({ name: z.string(), newName: text, newTag: text, digest: text })).optional(),
  buildMetadata: texts,
  commonMetadata: z.object({ labels: pairs, annotations: pairs }).optional(),
});

export type BuildSpec = {
  readonly path: string;
  readonly overlay: Overlay;
  readonly commonMetadata: CommonMetadata;
};

/** Reads what a spec says of the build, or tells which of its fields is not what the API would take. */
export function buildSpecOf(spec: JsonObject): Result<BuildSpec> {
  const read = buildFields.safeParse(spec);
  if (read.success) {
    const { path = "", commonMetadata = {}, ...overlay } = read.data;
    return done({ path, overlay, commonMetadata });
  }
  return failedWith(
    read.error.issues.map(({ path, message }) => ({
      code: "build/spec-invalid",
      subject: path.reduce<string>(
        (place, part) => (typeof part === "number" ? `${place}[${part}]` : `${place}.${String(part)}`),
        "spec",
      ),
      message,
      remedy: "Correct the field in the Kustomization",
    })),
  );
}
