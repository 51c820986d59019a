import { one, type Case } from "./oracle-case.ts";
import { labelled, pictures, workloads } from "./workloads.ts";

const image = (rest: string): Case => one(`images: ${rest}`, pictures, `images: [${rest}]\n`);

const marked = (rest: string): Case => one(rest, labelled, `${rest}\n`);

/** Replicas, images, labels and annotations. */
export const casesOfChanges: readonly Case[] = [
  one("replicas of everything called so", workloads, "replicas: [{name: web, count: 3}]\n"),
  one(
    "replicas by the name before the prefix",
    workloads,
    "namePrefix: p-\nreplicas: [{name: web, count: 3}]\n",
  ),
  one("replicas by the name behind the prefix", workloads, "namePrefix: p-\nreplicas: [{name: p-web}]\n"),
  image("{name: nginx, newTag: v2}"),
  image("{name: nginx, newName: registry.example/other}"),
  image("{name: nginx, digest: 'sha256:def'}"),
  image("{name: nginx, newName: a, newTag: v2, digest: 'sha256:def'}"),
  image("{name: nginx, tagSuffix: -s}"),
  image("{name: 'registry.example:5000/nginx', newTag: v2}"),
  image("{name: 'registry-example:5000/nginx', newTag: v2}"),
  image("{name: '.*nginx', newTag: v2}"),
  image("{name: 'ng(i|j)nx', newTag: 2024-01-01}"),
  image(
    "{name: nginx, newName: other}, {name: other, newTag: v2}, {name: 'registry.example:5000/nginx', newName: nginx}",
  ),
  marked("commonLabels: {team: a, x: z}"),
  marked("labels: [{pairs: {team: a}}]"),
  marked("labels: [{pairs: {team: a}, includeTemplates: true}]"),
  marked("labels: [{pairs: {team: a}, includeSelectors: yes}]"),
  marked(
    "labels: [{pairs: {team: a}, fields: [{path: spec/marks, kind: Thing, create: true}, {path: spec/other}]}, {pairs: {x: w}}]",
  ),
  marked("commonAnnotations: {team: a, x: w}"),
];
