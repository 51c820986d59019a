import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import { loadFile } from "#shared/kustomize/load-file.ts";
import { moved } from "#shared/kustomize/namespace.ts";
import { readSelector, selection } from "#shared/kustomize/patch/select.ts";
import { readFields } from "#shared/kustomize/read-fields.ts";
import { isRefusal } from "#shared/kustomize/refusal.ts";
import { living, rootOf, settledObject } from "#shared/kustomize/replace/living-object.ts";
import { lookUpOrMake } from "#shared/kustomize/replace/look-up.ts";
import { isNull, setText } from "#shared/kustomize/replace/node.ts";
import { demand, WrongPath } from "#shared/kustomize/replace/wrong-path.ts";
import type { Resource } from "#shared/kustomize/resource.ts";
import type { Transformer } from "#shared/kustomize/transformer.ts";
import { taken } from "#shared/kustomize/workshop.ts";
import { done, failedWith, type Failure } from "#shared/model/failure.ts";
import { plainScalar } from "#shared/yaml/plain-scalar.ts";

import type { Configuration } from "./configuration.ts";
import { withPathPart } from "./path-part.ts";

/** A field of some objects that takes the value. */
type Place = {
  readonly isIn: (resource: Resource) => boolean;
  readonly path: string;
  /** Counted from 1, where in the path that the field holds the value is put in; 0 replaces the field. */
  readonly position: number;
};

/**
 * Writes one value into fields, or into the paths that they hold.
 * Upstream: api/internal/builtins/ValueAddTransformer.go, api/filters/valueadd/valueadd.go
 */
export function valueAddPlugin(configuration: Configuration): Transformer | undefined {
  const { reader, field, origin, site } = configuration;
  const members = reader.members(field, ["value", "targets", "targetFilePath"]);
  const wrong = (message: string, remedy: string): undefined =>
    void site.shop.failures.push({ code: "build/plugin", subject: origin, message, remedy });
  const value = reader.text(members.get("value")).trim() || site.kustomization.folder.replace(/^.*\//, "");
  if (value === "")
    return wrong("has no value, and the repository's root has no name that could be it", "Give it a value");
  const places = [
    ...placesIn(reader, members.get("targets")),
    ...placesInFile(configuration, reader.text(members.get("targetFilePath"))),
  ];
  if (places.length === 0)
    return wrong("must specify at least one target", "Say under targets where it goes");
  return (resources) => {
    const failures: Failure[] = [];
    const next = resources.map((resource) =>
      places.reduce(
        (one, place) => (place.isIn(one) ? added(one, { ...place, value, failures }) : one),
        resource,
      ),
    );
    return failures.length > 0 ? failedWith(failures) : done(next);
  };
}

function placesInFile({ origin, site }: Configuration, text: string): readonly Place[] {
  if (text === "") return [];
  const { shop, kustomization } = site;
  const file = loadFile(shop.loading, kustomization.folder, text);
  if (isRefusal(file)) {
    shop.failures.push({ ...file, subject: origin });
    return [];
  }
  const fields = taken(shop, readFields(file.path, file.bytes, { lenient: true }));
  if (fields === undefined) return [];
  const { reader, root } = fields;
  const places = placesIn(reader, reader.members(root, ["targets"]).get("targets"));
  shop.failures.push(...reader.failures);
  return places;
}

function placesIn(reader: FieldReader, targets: Field | undefined): readonly Place[] {
  return reader.elements(targets).map((target) => {
    const members = reader.members(target, ["selector", "fieldPath", "filePathPosition"]);
    const wrong = (message: string, remedy: string): void =>
      reader.refuse(target, { code: "build/plugin", message, remedy });
    const path = reader.text(members.get("fieldPath"));
    if (path === "") wrong("fieldPath cannot be empty", "Say which field takes the value");
    const position = reader.integer(members.get("filePathPosition"));
    if (position < 0)
      wrong(`value of FilePathPosition (${position}) cannot be negative`, "Count from 1, or leave it out");
    return { isIn: selectedBy(reader, members.get("selector")), path, position };
  });
}

function selectedBy(reader: FieldReader, field: Field | undefined): Place["isIn"] {
  const selector = readSelector(reader, field);
  if (field === undefined || selector === undefined) return () => true;
  const found = selection(selector);
  if ("selects" in found) return found.selects;
  reader.refuse(field, { code: "build/plugin", message: found.wrong, remedy: found.remedy });
  return () => false;
}

type Adding = Omit<Place, "isIn"> & { readonly value: string; readonly failures: Failure[] };

function added(resource: Resource, { path, position, value, failures }: Adding): Resource {
  const complain = (message: string, remedy: string): number =>
    failures.push({ code: "build/field-shape", subject: resource.origin, message, remedy });
  if (path === "metadata/namespace") {
    const manifest = moved(resource.manifest, { namespace: value, fields: [], complain });
    return manifest === resource.manifest ? resource : { ...resource, manifest };
  }
  const object = living(resource);
  try {
    const node = lookUpOrMake(rootOf(object), partsOf(path));
    if (node === undefined) {
      // Upstream crashes here.
      if (position > 0) complain(`has no list element at ${path}`, "Name one that is there");
      return resource;
    }
    demand("scalar", node);
    const text = position > 0 ? withPathPart(node.text, position - 1, value) : value;
    // Upstream has forgotten the type, and kept the quotes: those that must have been there, as far as we know.
    if (isNull(node) || typeof plainScalar(node.text) === "string" || node.tag !== "!!str") node.tag = "";
    setText(node, text);
  } catch (error) {
    if (!(error instanceof WrongPath)) throw error;
    complain(`cannot add a value at ${path}: ${error.message}`, "Name a field that is text");
    return resource;
  }
  return settledObject(object, failures);
}

/** A "/" inside a name is written `\/`. */
function partsOf(path: string): readonly string[] {
  return path.split(/(?<!\\)\//).map((part) => part.replaceAll("\\/", "/"));
}
