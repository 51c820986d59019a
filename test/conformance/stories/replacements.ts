import { documents, object, one, refused, type Chapter, type Story } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";
import { deployment, service, settings } from "./shop.ts";

const shop = `${deployment}---\n${service}---\n${settings}`;

/** One replacement in the shop. */
const replaced = (shows: string, source: string, targets: string): Story =>
  one(shows, shop, `replacements:\n- source: ${source}\n  targets: ${targets}\n`);

const greeting = "{kind: ConfigMap, name: settings, fieldPath: data.greeting}";

/** Values of one object in the fields of another. */
export const replacements: Chapter = {
  name: "replacements",
  stories: [
    replaced(
      "a value goes into several fields of several objects",
      greeting,
      "[{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=web].env.[name=MODE].value', 'metadata.labels.app']}, {select: {kind: Service}, fieldPaths: [spec.selector.app]}]",
    ),
    replaced(
      "a field that is not there is made when options say so",
      greeting,
      "[{select: {name: shop}, fieldPaths: [metadata.annotations.greeting, 'spec.new.[name=x].value'], options: {create: true}}]",
    ),
    replaced(
      "a star stands for every element of a list",
      greeting,
      "[{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.*.image']}]",
    ),
    replaced(
      "an index names an element, and a name with dots stands in brackets or behind a backslash",
      greeting,
      "[{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.1.image, 'metadata.annotations.[example.com/a]', 'metadata.annotations.example\\\\.com/b'], options: {create: true}}]",
    ),
    replaced(
      "a part of the source, cut out by a delimiter",
      "{kind: Deployment, fieldPath: 'spec.template.spec.containers.[name=web].image', options: {delimiter: ':', index: 1}}",
      "[{select: {kind: ConfigMap}, fieldPaths: [data.greeting]}]",
    ),
    replaced(
      "a part of the target is replaced, put before it or behind it",
      greeting,
      "[{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=web].image'], options: {delimiter: ':', index: 0}}, {select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=log].image'], options: {delimiter: ':', index: -1}}, {select: {kind: Deployment}, fieldPaths: [metadata.labels.app], options: {delimiter: '/', index: 5}}]",
    ),
    replaced(
      "a whole mapping is a value as well",
      "{kind: Service, fieldPath: spec.selector}",
      "[{select: {kind: ConfigMap}, fieldPaths: [metadata.labels]}]",
    ),
    replaced("without field paths the names are meant", "{kind: ConfigMap}", "[{select: {kind: Service}}]"),
    replaced(
      "what is rejected is left alone",
      greeting,
      "[{select: {labelSelector: app=shop}, reject: [{kind: ConfigMap}], fieldPaths: [metadata.labels.app]}, {select: {kind: Service|ConfigMap}, reject: [{name: s.t.*}], fieldPaths: [metadata.annotations.who], options: {create: true}}]",
    ),
    replaced(
      "a target that nothing fits is no mistake",
      greeting,
      "[{select: {kind: Ingress}, fieldPaths: [spec.gone]}]",
    ),
    replaced(
      "a number keeps being one, and text in a number's place becomes one",
      "{kind: Service, fieldPath: spec.ports.0.port}",
      "[{select: {kind: Deployment}, fieldPaths: [spec.replicas, 'metadata.annotations.port'], options: {create: true}}]",
    ),
    one(
      "a value that the kustomization itself gives",
      shop,
      "replacements: [{sourceValue: v9, targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.*.image'], options: {delimiter: ':', index: 1}}]}]\n",
    ),
    {
      shows: "replacements in a file of their own, one or a list",
      files: {
        "kustomization.yaml": kustomization(
          ["shop.yaml"],
          "replacements: [{path: one.yaml}, {path: list.yaml}]\n",
        ),
        "shop.yaml": shop,
        "one.yaml": `source: ${greeting}\ntargets: [{select: {kind: Service}, fieldPaths: [metadata.labels.a], options: {create: true}}]\n`,
        "list.yaml": `- source: ${greeting}\n  targets: [{select: {kind: Service}, fieldPaths: [metadata.labels.b], options: {create: true}}]\n`,
      },
    },
    {
      shows:
        "names are those that objects have here, before any hash; a later reference is updated all the same",
      files: {
        "kustomization.yaml": kustomization(
          ["shop.yaml"],
          "namePrefix: p-\nconfigMapGenerator: [{name: made, literals: [a=b]}]\nreplacements:\n- source: {kind: ConfigMap, name: made}\n  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.made, 'spec.template.spec.volumes.[name=config].configMap.name'], options: {create: true}}]\n",
        ),
        "shop.yaml": shop,
      },
    },
    {
      shows: "an overlay's replacement takes its value from a base, by the name of old or new",
      files: {
        "kustomization.yaml": kustomization(
          ["base"],
          "replacements:\n- source: {kind: ConfigMap, name: b-settings, fieldPath: data.greeting}\n  targets: [{select: {kind: Service, name: shop}, fieldPaths: [metadata.annotations.old], options: {create: true}}, {select: {kind: Service, name: b-shop}, fieldPaths: [metadata.annotations.new], options: {create: true}}]\n",
        ),
        "base/kustomization.yaml": kustomization(["shop.yaml"], "namePrefix: b-\n"),
        "base/shop.yaml": shop,
      },
    },
    one(
      "each replacement sees what those before it have done",
      documents(
        configMap("a", "data: {x: one}\n"),
        configMap("b", "data: {x: two}\n"),
        configMap("c", "data: {x: three}\n"),
      ),
      "replacements:\n- {source: {name: a, fieldPath: data.x}, targets: [{select: {name: b}, fieldPaths: [data.x]}]}\n- {source: {name: b, fieldPath: data.x}, targets: [{select: {name: c}, fieldPaths: [data.x]}]}\n",
    ),
    one(
      "a value inside a text that is YAML or JSON itself",
      documents(
        configMap("src", "data: {host: db.example}\n"),
        configMap(
          "file",
          'data:\n  app.yaml: |\n    db:\n      host: localhost\n      port: 1\n  app.json: \'{"db": {"host": "localhost"}}\'\n',
        ),
      ),
      "replacements:\n- {source: {name: src, fieldPath: data.host}, targets: [{select: {name: file}, fieldPaths: ['data.app\\.yaml.db.host', 'data.app\\.json.db.host']}]}\n",
    ),
  ],
};

/** Replacements that cannot be done. */
export const replacementsRefused: Chapter = {
  name: "replacements-refused",
  stories: [
    refused(
      "build/replacement-source",
      "nothing selected by",
      replaced("a source that is not there", "{kind: Secret}", "[{select: {kind: Service}}]"),
    ),
    refused(
      "build/replacement-source",
      "multiple matches for selector",
      replaced("a source that is two", "{name: shop}", "[{select: {kind: ConfigMap}}]"),
    ),
    refused(
      "build/replacement-source",
      "is missing for replacement source",
      replaced(
        "a source's field that is not there",
        "{kind: ConfigMap, fieldPath: data.gone}",
        "[{select: {kind: Service}}]",
      ),
    ),
    refused(
      "build/replacement-target",
      'unable to find field "spec.gone" in replacement target',
      replaced(
        "a target's field that is not there",
        greeting,
        "[{select: {kind: Service}, fieldPaths: [spec.gone]}]",
      ),
    ),
    refused(
      "build/replacement-source",
      "is out of bounds for value",
      replaced(
        "a part of the source that is not there",
        "{kind: ConfigMap, fieldPath: data.greeting, options: {delimiter: ',', index: 3}}",
        "[{select: {kind: Service}}]",
      ),
    ),
    refused(
      "build/replacement-target",
      "delimiter option can only be used with scalar nodes",
      replaced(
        "a part of a mapping",
        greeting,
        "[{select: {kind: Service}, fieldPaths: [spec.selector], options: {delimiter: ',', index: 0}}]",
      ),
    ),
    refused(
      "build/replacement-incomplete",
      "replacements must specify a source and at least one target",
      one("a replacement without targets", shop, `replacements: [{source: ${greeting}}]\n`),
    ),
    refused(
      "build/replacement-source",
      "mutually exclusive",
      one(
        "a value and a source",
        object("v1 Service", "shop"),
        "replacements: [{sourceValue: x, source: {kind: Service}, targets: [{select: {kind: Service}}]}]\n",
      ),
    ),
  ],
};
