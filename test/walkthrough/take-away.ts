import { relayAccess } from "#infra/install/manifests.ts";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import type { Cluster } from "#test/support/control-plane/cluster.ts";
import { environments } from "./repository.ts";
import { application, stagesOfLife } from "./resources.ts";

/** A cluster of the user's is left as it was, but for the CRDs and an empty namespace. */
export async function takeAway({ kubectl }: Pick<Cluster, "kubectl">): Promise<void> {
  const names = [...stagesOfLife, application].map(({ metadata }) => `kustomization/${metadata.name}`);
  const rest = [
    "gitrepository/my-app",
    "alert/everything",
    "provider/slack",
    "secret/git-auth",
    "secret/slack-url",
  ];
  const homes = Object.keys(environments).map((name) => `namespace/${name}`);
  // First what the relay has to let go, then the relay's own: its key, and the right to apply everything.
  await kubectl(["delete", "-n", "default", "--ignore-not-found", "--timeout=60s", ...names]);
  await kubectl(["delete", "-n", "default", "--ignore-not-found", ...rest]);
  await kubectl(["delete", "-n", "plumbline-system", "--ignore-not-found", "secret/plumbline-relay"]);
  const input = manifestStream(relayAccess().filter(({ kind }) => kind !== "Namespace"));
  await kubectl(["delete", "--ignore-not-found", "-f", "-"], { input });
  // Nothing new can begin in a namespace that is on its way out, and the walk-through may be begun again.
  await kubectl(["wait", "--for=delete", "--timeout=60s", ...homes]);
}
