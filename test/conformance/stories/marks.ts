import { documents, object, one, type Chapter, type Story } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { labelled } from "./workloads.ts";

const marked = (shows: string, rest: string): Story => one(shows, labelled, rest);

/** Labels and annotations. */
export const marks: Chapter = {
  name: "marks",
  stories: [
    marked("commonLabels go to objects, selectors and templates", "commonLabels: {team: a, x: z}\n"),
    marked("labels go to the objects alone", "labels: [{pairs: {team: a}}]\n"),
    marked("includeTemplates takes the Pods along", "labels: [{pairs: {team: a}, includeTemplates: true}]\n"),
    marked(
      "includeSelectors takes selectors and Pods along",
      "labels: [{pairs: {team: a}, includeSelectors: yes}]\n",
    ),
    marked(
      "labels may name fields of their own, and the last of them wins",
      "labels: [{pairs: {team: a}, fields: [{path: spec/marks, kind: Thing, create: true}, {path: spec/other}]}, {pairs: {x: w}}]\n",
    ),
    marked(
      "both kinds of labels at once",
      "labels: [{pairs: {team: a}}]\ncommonLabels: {team: b, site: c}\n",
    ),
    marked("commonAnnotations go to templates too", "commonAnnotations: {team: a, x: w}\n"),
    one(
      "a value that looks like a number or a truth stays text",
      configMap("a"),
      'labels: [{pairs: {version: "1.10", flag: "yes"}}]\ncommonAnnotations: {build: "0644", empty: ""}\n',
    ),
    {
      shows: "what the overlay says of a label wins over what the base says",
      files: {
        "kustomization.yaml": kustomization(["base"], "labels: [{pairs: {tier: top}}]\n"),
        "base/kustomization.yaml": kustomization(
          ["a.yaml"],
          "labels: [{pairs: {tier: base, base: 'true'}}]\n",
        ),
        "base/a.yaml": configMap("a", "  labels: {tier: own}\n"),
      },
    },
    one(
      "an object that has no labels gets some, and one that has null too",
      documents(
        configMap("a"),
        configMap("b", "  labels:\n"),
        object("example.com/v1 Thing", "c", "  labels: {}\n"),
      ),
      "labels: [{pairs: {a: b}}]\n",
    ),
  ],
};
