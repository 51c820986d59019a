import { git } from "#test/support/git-host/git-command.ts";
import type { World } from "#test/support/world/world.ts";
import { collectionOf, type BenchObject } from "./objects.ts";

/** The least that anybody needs for one push: git's own fetch of the commit, and one server-side apply. */
export type Floor = {
  readonly measure: (
    commit: string,
    object: BenchObject,
    value: string,
  ) => Promise<{ readonly fetch: number; readonly patch: number }>;
};

const scratch = "bench-floor";

/** A shallow clone that follows every push, and a namespace with objects like those that are pushed. */
export async function openFloor({ cluster, git: host, repo, folder }: World): Promise<Floor> {
  const clone = `${folder}/floor`;
  // As a header: with a password in the URL git asks once without it and is refused first.
  const credentials = Buffer.from(`${host.user}:${host.password}`).toString("base64");
  const known = ["-c", `http.extraHeader=Authorization: Basic ${credentials}`];
  await git([...known, "clone", "--quiet", "--depth=1", repo.cloneUrl, clone], { cwd: folder });
  await cluster.kubectl(["create", "namespace", scratch]);

  const patch = async (object: BenchObject, value: string): Promise<number> => {
    const path = `${collectionOf(object, scratch)}/${object.name}?fieldManager=bench&force=true`;
    const body = object.manifest(value, scratch);
    const contentType = "application/apply-patch+yaml";
    const began = performance.now();
    const { status } = await cluster.api("PATCH", path, { body, contentType });
    const took = performance.now() - began;
    if (status >= 300) throw new Error(`the floor's PATCH of ${object.name} was answered ${status}`);
    return took;
  };

  return {
    async measure(commit, object, value) {
      await patch(object, `${value}-before`); // creates it, where it is not there yet
      const began = performance.now();
      // Without the look whether there is housekeeping to do, which is no part of a fetch.
      const how = ["--quiet", "--depth=1", "--no-auto-maintenance"];
      await git([...known, "fetch", ...how, "origin", "main"], { cwd: clone });
      const fetch = performance.now() - began;
      const fetched = (await git(["rev-parse", "FETCH_HEAD"], { cwd: clone })).trim();
      if (fetched !== commit) throw new Error(`the floor fetched ${fetched}, and ${commit} was pushed`);
      return { fetch, patch: await patch(object, value) };
    },
  };
}
