import type { Field, FieldReader } from "#shared/kustomize/field-reader.ts";
import { resourceOf, type Resource } from "#shared/kustomize/resource.ts";
import { done, failed, type Result } from "#shared/model/failure.ts";
import { isManifest, notAManifest } from "#shared/model/manifest.ts";
import { compose } from "#shared/yaml/compose.ts";
import { plainScalar } from "#shared/yaml/plain-scalar.ts";

/** What an IAMPolicyGenerator is told. Upstream: api/types/iampolicygenerator.go */
export type IamPolicyArgs = {
  readonly cloud: string;
  /** The ServiceAccount in the cluster. */
  readonly name: string;
  readonly namespace: string;
  /** The account of the cloud that it may act as, and that account's project. */
  readonly account: string;
  readonly project: string;
  readonly origin: string;
};

/** The configuration of the plugin, for a lenient reader. */
export function readIamPolicy(reader: FieldReader, field: Field, path: string): IamPolicyArgs {
  const members = reader.members(field, ["cloud", "kubernetesService", "serviceAccount"]);
  const inCluster = reader.members(members.get("kubernetesService"), ["name", "namespace"]);
  const inCloud = reader.members(members.get("serviceAccount"), ["name", "projectId"]);
  return {
    cloud: reader.text(members.get("cloud")),
    name: reader.text(inCluster.get("name")),
    namespace: reader.text(inCluster.get("namespace")),
    account: reader.text(inCloud.get("name")),
    project: reader.text(inCloud.get("projectId")),
    origin: `${path}:${field.line}`,
  };
}

/** The ServiceAccount that acts as one of the cloud's. Upstream: api/filters/iampolicygenerator/iampolicygenerator.go */
export function iamPolicy(args: IamPolicyArgs): Result<Resource> {
  const refuse = (message: string, remedy: string): Result<Resource> =>
    failed({ code: "build/iam-policy", subject: args.origin, message, remedy });
  const { cloud, origin } = args;
  if (cloud !== "gke") return refuse(`cloud provider ${cloud} not supported yet`, "Write cloud: gke");
  const composed = compose(serviceAccount(args), { plain: plainScalar, line: 1 });
  if ("code" in composed) return refuse(composed.message, "Write the names without signs that YAML reads");
  const { value } = composed;
  if (!isManifest(value)) return refuse(notAManifest(value) ?? "is no manifest", "Name it with letters");
  return done(resourceOf(value, origin));
}

/** Upstream pastes what it is told into YAML, and takes what this then says. */
function serviceAccount({ name, namespace, account, project }: IamPolicyArgs): string {
  return [
    "apiVersion: v1",
    "kind: ServiceAccount",
    "metadata:",
    "  annotations:",
    `    iam.gke.io/gcp-service-account: ${account}@${project}.iam.gserviceaccount.com`,
    `  name: ${name}`,
    ...(namespace === "" ? [] : [`  namespace: ${namespace}`]),
    "",
  ].join("\n");
}
