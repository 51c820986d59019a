import type { Chapter } from "./story.ts";
import { components } from "./stories/components.ts";
import { configurations } from "./stories/configurations.ts";
import { files } from "./stories/files.ts";
import { generated } from "./stories/generated.ts";
import { generators } from "./stories/generators.ts";
import { images } from "./stories/images.ts";
import { marks } from "./stories/marks.ts";
import { metadata } from "./stories/metadata.ts";
import { names } from "./stories/names.ts";
import { namespaces } from "./stories/namespaces.ts";
import { patches, patchesRefused } from "./stories/patches.ts";
import { plugins, pluginsRefused } from "./stories/plugins.ts";
import { refusals } from "./stories/refused.ts";
import { replacements, replacementsRefused } from "./stories/replacements.ts";
import { sorting } from "./stories/sorting.ts";
import { vars } from "./stories/vars.ts";
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
  replacements,
  replacementsRefused,
  vars,
  configurations,
  plugins,
  pluginsRefused,
  metadata,
  sorting,
  refusals,
];
