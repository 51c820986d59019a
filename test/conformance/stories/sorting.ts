import { documents, object, one, rbac, refused, type Chapter } from "#test/conformance/story.ts";
import { configMap, kustomization } from "#test/kustomize/tree.ts";

const mixed = documents(
  object("admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", "v"),
  object("apps/v1 Deployment", "d", "spec: {}\n"),
  object("v1 Service", "s"),
  object("example.com/v1 Thing", "t"),
  configMap("b", "  namespace: two\n"),
  configMap("a", "  namespace: two\n"),
  configMap("c", "  namespace: one\n"),
  object(`${rbac} ClusterRole`, "r"),
  object("apiextensions.k8s.io/v1 CustomResourceDefinition", "things.example.com"),
  object("v1 Namespace", "two"),
);

/** The order of what comes out, which is kept or made. */
export const sorting: Chapter = {
  name: "sorting",
  stories: [
    one("without sortOptions, as declared or as the command line sorts", mixed, ""),
    one("fifo is as declared", mixed, "sortOptions: {order: fifo}\n"),
    one("legacy, whatever the flag says", mixed, "sortOptions: {order: legacy}\n"),
    one(
      "kinds that come first, and kinds that come last",
      mixed,
      "sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Thing, Service], orderLast: [ConfigMap, Namespace]}}\n",
    ),
    one("nothing first and nothing last", mixed, "sortOptions: {order: legacy, legacySortOptions: {}}\n"),
    {
      shows: "only the root's sortOptions count",
      files: {
        "kustomization.yaml": kustomization(["base"]),
        "base/kustomization.yaml": kustomization(["all.yaml"], "sortOptions: {order: legacy}\n"),
        "base/all.yaml": mixed,
      },
    },
    refused(
      "build/sort-options",
      "the field 'sortOptions.order' must be one of [fifo, legacy]",
      one("an order that there is not", mixed, "sortOptions: {order: alphabetical}\n"),
    ),
    refused(
      "build/sort-options",
      "is set but the selected sort order is 'fifo', not 'legacy",
      one(
        "kinds first in an order that has none",
        mixed,
        "sortOptions: {order: fifo, legacySortOptions: {orderFirst: [Thing]}}\n",
      ),
    ),
  ],
};
