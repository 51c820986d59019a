import { env } from "cloudflare:workers";
import { onTestFinished } from "vitest";
import { canonicalRepository } from "#shared/model/repository-url.ts";
import { unusedName } from "#test/functions/edge-doors.ts";

/** A repository whose `main`, or another ref, one cluster follows; gives the name that the edge has for it. */
export async function followed(
  url = `https://git.example.com/team/${unusedName("app")}.git`,
  ref: { readonly [kind: string]: string } = { branch: "main" },
): Promise<string> {
  const repository = canonicalRepository(url);
  if (repository === undefined) throw new Error(`${url} is no repository's URL`);
  const cluster = unusedName("shop");
  const desk = env.REPOSITORY.getByName(repository);
  onTestFinished(() => desk.unsubscribe(cluster, "app-uid"));
  await desk.subscribe(
    {
      cluster,
      epoch: "first",
      uid: "app-uid",
      generation: 1,
      namespace: "default",
      name: "app",
      spec: { url, interval: "1m", ref: { ...ref } },
      kustomizations: [],
    },
    false,
  );
  return repository;
}
