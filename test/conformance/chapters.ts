import type { Chapter } from "./story.ts";
import { components } from "./stories/components.ts";
import { files } from "./stories/files.ts";
import { generated } from "./stories/generated.ts";
import { generators } from "./stories/generators.ts";
import { images } from "./stories/images.ts";
import { marks } from "./stories/marks.ts";
import { names } from "./stories/names.ts";
import { namespaces } from "./stories/namespaces.ts";
import { patches, patchesRefused } from "./stories/patches.ts";
import { refusals } from "./stories/refused.ts";
import { yaml } from "./stories/yaml.ts";

export const chapters: readonly Chapter[] = [
  files,
  yaml,
  names,
  namespaces,
  marks,
  images,
  generators,
  generated,
  components,
  patches,
  patchesRefused,
  refusals,
];
