import type { Json } from "#shared/model/json.ts";
import { manifestStream } from "#test/support/control-plane/manifest-stream.ts";
import { until } from "#test/support/until.ts";
import { clusterName, type World } from "#test/support/world/world.ts";
import { deployment, environments, repositoryFiles } from "./repository.ts";
import { application, gitRepository, notifications, secrets, stagesOfLife } from "./resources.ts";

/** One step of the walk-through: what it does, and what it then shows. It throws when the check does not hold. */
export type Step = { readonly title: string; readonly run: (world: World) => Promise<readonly string[]> };

type Deployment = {
  readonly spec: { readonly replicas: number };
  readonly status: { readonly availableReplicas?: number };
};

const apps = "/apis/apps/v1/namespaces";
const ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";

async function replicasOf(world: World, namespace: string, name: string): Promise<number | undefined> {
  const { status, body } = await world.cluster.api<Deployment>(
    "GET",
    `${apps}/${namespace}/deployments/${name}`,
  );
  return status === 200 ? body.spec.replicas : undefined;
}

async function apply(world: World, resources: readonly Json[]): Promise<void> {
  await world.cluster.kubectl(["apply", "-f", "-"], { input: manifestStream(resources) });
}

const lines = (text: string): string[] => text.trimEnd().split("\n");

async function ready(world: World, ...kustomizations: readonly string[]): Promise<void> {
  const names = kustomizations.map((name) => `kustomization/${name}`);
  await world.cluster.kubectl(["wait", ...names, "--for=condition=Ready", "--timeout=60s"]);
}

/** Pushes, and gives the time from git's answer until `changed` sees it in the API server. */
async function pushUntil(world: World, what: string, changed: () => Promise<boolean>): Promise<string> {
  const commit = await world.work.push();
  const began = performance.now();
  await until(what, async () => (await changed()) || undefined, { every: 5 });
  return `${commit.slice(0, 8)} was in the cluster ${Math.round(performance.now() - began)} ms after git push`;
}

export const steps: readonly Step[] = [
  {
    title: "A Git repository is created and the first commit pushed",
    run: async ({ work, repo }) => {
      await work.commit(repositoryFiles, "Begin with the application");
      const commit = await work.push();
      return [`${repo.cloneUrl} is at ${commit.slice(0, 8)}`];
    },
  },
  {
    title: "The relay enrols with its one-time token and dials out to the edge",
    run: async ({ ask, edge }) => {
      await until(
        "the relay's link",
        async () => (await ask<{ linked: boolean }>(`/clusters/${clusterName}`)).linked,
      );
      return [`cluster "${clusterName}" is linked to ${edge().url}`];
    },
  },
  {
    title: "A GitRepository and a Kustomization are applied, as they would be for Flux",
    run: async (world) => {
      const { repo, git, slack, cluster } = world;
      const places = {
        remote: repo.cloneUrl,
        user: git.user,
        password: git.password,
        slackWebhook: slack.webhookUrl,
      };
      await apply(world, [...secrets(places), ...notifications, gitRepository(places), application]);
      await ready(world, "my-app");
      return lines(await cluster.kubectl(["get", "gitrepositories,kustomizations"]));
    },
  },
  {
    title: "The real controllers make Pods of it",
    run: async ({ cluster }) => {
      await cluster.kubectl(["wait", "deployment/web-app", "--for=condition=Available", "--timeout=60s"]);
      return lines(await cluster.kubectl(["get", "deployments,services,ingresses,pods", "-l", "app!=none"]));
    },
  },
  {
    title: "Three environments follow the same repository",
    run: async (world) => {
      await apply(world, stagesOfLife);
      await ready(world, ...Object.keys(environments));
      for (const [name, { prefix, replicas }] of Object.entries(environments)) {
        const seen = await replicasOf(world, name, `${prefix}web-app`);
        if (seen !== replicas) throw new Error(`${name} has ${seen} replicas and not ${replicas}`);
      }
      return lines(
        await world.cluster.kubectl(["get", "deployments", "-A", "-l", "kustomize.toolkit.fluxcd.io/name"]),
      );
    },
  },
  {
    title: "Scale from 3 to 5 by a push",
    run: async (world) => {
      await world.work.commit({ "k8s/deployment.yaml": deployment(5) }, "Scale the application to 5");
      return [
        await pushUntil(
          world,
          "5 replicas",
          async () => (await replicasOf(world, "default", "web-app")) === 5,
        ),
      ];
    },
  },
  {
    title: "Remove the Ingress by a push",
    run: async (world) => {
      await world.work.commit({ "k8s/ingress.yaml": undefined }, "Take the application off the net");
      const gone = async (): Promise<boolean> =>
        (await world.cluster.api("GET", `${ingresses}/web-app`)).status === 404;
      return [await pushUntil(world, "the Ingress's end", gone)];
    },
  },
  {
    title: "Scale by hand: the relay sees the drift, and it is healed",
    run: async (world) => {
      await world.cluster.kubectl(["scale", "deployment/web-app", "--replicas=1"]);
      const began = performance.now();
      await until("the drift's end", async () => (await replicasOf(world, "default", "web-app")) === 5, {
        every: 5,
      });
      return [
        `kubectl scale said 1; ${Math.round(performance.now() - began)} ms after it was done it was 5 again`,
      ];
    },
  },
  {
    title: "Slack has heard of it all",
    run: async ({ slack }) => {
      await slack.waitFor((message) => JSON.stringify(message.raw).includes("changed by kubectl"), 10_000);
      const [complaint] = slack.complaints();
      if (complaint) throw new Error(`Slack would have refused a message: ${complaint.reason}`);
      return slack.messages().map(({ raw }) => oneLine(raw));
    },
  },
];

function oneLine(raw: unknown): string {
  const { attachments } = raw as { attachments: { color: string; author_name: string; text: string }[] };
  const [attachment] = attachments;
  return `${attachment?.color === "good" ? "●" : "▲"} ${attachment?.author_name}: ${attachment?.text.split("\n").join(", ")}`;
}
