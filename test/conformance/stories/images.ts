import { one, type Chapter, type Story } from "#test/conformance/story.ts";
import { pictures, workloads } from "./workloads.ts";

const image = (shows: string, ...entries: readonly string[]): Story =>
  one(shows, pictures, `images: [${entries.join(", ")}]\n`);

/** Images and replicas. */
export const images: Chapter = {
  name: "images",
  stories: [
    image("a new tag, which takes a digest's place", "{name: nginx, newTag: v2}"),
    image("a new name, which leaves tag and digest alone", "{name: nginx, newName: registry.example/other}"),
    image("a digest, which takes a tag's place", "{name: nginx, digest: 'sha256:def'}"),
    image("name, tag and digest at once", "{name: nginx, newName: a, newTag: v2, digest: 'sha256:def'}"),
    image(
      "a suffix of the tag, which comes twice where Pods have their images",
      "{name: nginx, tagSuffix: -s}",
    ),
    image("a name with a registry and its port", "{name: 'registry.example:5000/nginx', newTag: v2}"),
    image("a dash is not a dot", "{name: 'registry-example:5000/nginx', newTag: v2}"),
    image("a name is a regular expression", "{name: '.*nginx', newTag: v2}"),
    image("a tag that looks like a day", "{name: 'ng(i|j)nx', newTag: 2024-01-01}"),
    image(
      "each entry sees what the one before has done",
      "{name: nginx, newName: other}",
      "{name: other, newTag: v2}",
      "{name: 'registry.example:5000/nginx', newName: nginx}",
    ),
    one("imageTags, the field's old name", pictures, "imageTags: [{name: nginx, newTag: v3}]\n"),
    one("replicas of everything called so", workloads, "replicas: [{name: web, count: 3}]\n"),
    one(
      "replicas by the name before the prefix",
      workloads,
      "namePrefix: p-\nreplicas: [{name: web, count: 3}]\n",
    ),
    one(
      "replicas by the name behind the prefix, and none when no count is given",
      workloads,
      "namePrefix: p-\nreplicas: [{name: p-web}]\n",
    ),
  ],
};
