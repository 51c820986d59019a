import type { Json } from "#shared/model/json.ts";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import type { World } from "#test/support/world/world.ts";
import { repositoryFiles } from "#test/walkthrough/repository.ts";
import { application, gitRepository, secrets, type Places } from "#test/walkthrough/resources.ts";
import { untilApplied } from "./flux-object.ts";

export function placesOf({ repo, git, slack }: World): Places {
  return {
    remote: repo.cloneUrl,
    user: git.user,
    password: git.password,
    slackWebhook: slack.webhookUrl,
  };
}

/** `kubectl apply`, as a user would. */
export async function declare(world: World, ...resources: readonly Json[]): Promise<void> {
  await world.cluster.kubectl(["apply", "-f", "-"], { input: manifestStream(resources) });
}

/** `kubectl patch` of a custom resource's spec. */
export async function patchSpec(world: World, which: string, spec: Json): Promise<void> {
  await world.cluster.kubectl(["patch", which, "--type=merge", "-p", JSON.stringify({ spec })]);
}

/** The walk-through's application, pushed and applied; gives the commit it is at. */
export async function runApplication(world: World, ...more: readonly Json[]): Promise<string> {
  const places = placesOf(world);
  await world.work.commit(repositoryFiles, "Begin with the application");
  const commit = await world.work.push();
  await declare(world, ...secrets(places), ...more, gitRepository(places), application);
  await untilApplied(world, "my-app", commit);
  return commit;
}

export function configMap(name: string, data: Readonly<Record<string, string>>): string {
  const lines = Object.entries(data).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${lines.join("")}`;
}
