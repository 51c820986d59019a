import { describe, expect, it } from "vitest";
import { readFields } from "#shared/kustomize/read-fields.ts";
import { resourceOf } from "#shared/kustomize/resource.ts";
import { byBytes } from "#shared/kustomize/order/byte-order.ts";
import { legacyOrder, readSortOptions, type SortOptions } from "#shared/kustomize/order/sort-options.ts";
import { inOrder } from "#shared/kustomize/order/sort-order.ts";

/** `apps/v1 Deployment web namespace`, the namespace left out where there is none. */
const object = (line: string) => {
  const [apiVersion = "", kind = "", name = "", namespace] = line.split(" ");
  return resourceOf(
    { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } },
    line,
  );
};

const sorted = (lines: readonly string[], options: SortOptions = legacyOrder): readonly string[] => {
  const result = inOrder(options)(lines.map(object));
  return result.ok ? result.value.map(({ origin }) => origin) : result.failures.map(({ message }) => message);
};

const optionsIn = (text: string): SortOptions => {
  const fields = readFields("kustomization.yaml", new TextEncoder().encode(text));
  if (!fields.ok) throw new Error(JSON.stringify(fields.failures));
  const { reader, root } = fields.value;
  const options = readSortOptions(reader, root, "kustomization.yaml");
  if (reader.failures.length > 0) throw new Error(JSON.stringify(reader.failures));
  return options;
};

describe("the legacy order", () => {
  it("puts first what others need and last what holds others up, the rest by group, version and kind", () => {
    const wanted = [
      "v1 Namespace b",
      "v1 ServiceAccount a",
      "v1 ConfigMap b",
      "apps/v1 Deployment a",
      "a.io/v1 Thing z",
      "a.io/v2 Thing a",
      "b.io/v1 Another a",
      "v1 Pod a",
      "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration a",
    ];
    expect(sorted(wanted.toReversed())).toEqual(wanted);
  });

  it("takes objects of a type by namespace, then by name; those without a namespace come last", () => {
    const wanted = ["v1 Pod z a", "v1 Pod B default", "v1 Pod a default", "v1 Pod a z", "v1 Pod b"];
    expect(sorted(wanted.toReversed())).toEqual(wanted);
  });

  it("puts a kind of no group last of its namesakes, except Namespaces", () => {
    expect(sorted(["v1 Thing a", "z.io/v1 Thing a"])).toEqual(["z.io/v1 Thing a", "v1 Thing a"]);
    const namespaces = ["v1 Namespace a", "b.io/v1 Namespace a", "z.io/v1 Namespace a"];
    expect(sorted(namespaces.toReversed())).toEqual(namespaces);
  });

  it("changes nothing else about objects", () => {
    const resources = ["v1 Pod b", "v1 Pod a"].map(object);
    const result = inOrder(legacyOrder)(resources);
    expect(result.ok && result.value[0]).toBe(resources[1]);
  });

  it("refuses two objects that have come to be called the same", () => {
    expect(sorted(["v1 Pod a", "v1 Pod a default"])).toEqual([
      "may not add resource with an already registered id: Pod.v1.[noGrp]/a.[noNs], declared at v1 Pod a default",
    ]);
  });
});

describe("sortOptions", () => {
  const lines = ["v1 Service a", "v1 ConfigMap a", "v1 Pod a", "v1 Namespace a"];

  it("can leave everything as it was gathered", () => {
    expect(sorted(lines, optionsIn("order: fifo\n"))).toEqual(lines);
  });

  it("can name the kinds that come first and last, and then no others do", () => {
    const options =
      "order: legacy\nlegacySortOptions: {orderFirst: [Pod, Service], orderLast: [ConfigMap]}\n";
    expect(sorted(lines, optionsIn(options))).toEqual([
      "v1 Pod a",
      "v1 Service a",
      "v1 Namespace a",
      "v1 ConfigMap a",
    ]);
    expect(sorted(lines, optionsIn("order: legacy\nlegacySortOptions: {orderFirst: [Service]}\n"))).toEqual([
      "v1 Service a",
      "v1 ConfigMap a",
      "v1 Namespace a",
      "v1 Pod a",
    ]);
  });

  it("falls back on the kinds of old when none are named", () => {
    const ours = sorted(lines, optionsIn("order: legacy\nlegacySortOptions: null\n"));
    expect(ours).toEqual(sorted(lines));
  });

  it.each(["order: alphabetic\n", "legacySortOptions: {orderFirst: [Pod]}\n"])("refuses %j", (text) => {
    expect(sorted(lines, optionsIn(text))).toEqual([
      "the field 'sortOptions.order' must be one of [fifo, legacy]",
    ]);
  });

  it("refuses kinds where they would change nothing", () => {
    expect(inOrder(optionsIn("order: fifo\nlegacySortOptions: {}\n"))([])).toMatchObject({
      failures: [
        {
          code: "build/sort-options",
          subject: "kustomization.yaml:1",
          message:
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
        },
      ],
    });
  });
});

describe("Go's order of text", () => {
  it("is that of code points, which JavaScript's is not", () => {
    const wanted = ["", "A", "a", "ab", "b", "é", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{1f600}"];
    expect(wanted.toReversed().sort(byBytes)).toEqual(wanted);
    expect(wanted.toReversed().sort()).not.toEqual(wanted);
  });
});
