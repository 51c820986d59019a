import type * as worker from "#functions/worker.ts";

/** What tests inside workerd find in `env` and `exports`. */
declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: typeof worker;
      durableNamespaces: "Repository" | "Cluster" | "Registry";
    }
    interface Env {
      readonly EDGE_KEY: string;
      readonly ADMIN_TOKEN: string;
      readonly GITHUB_WEBHOOK_SECRET: string;
      readonly CLUSTER: DurableObjectNamespace<worker.Cluster>;
      readonly REPOSITORY: DurableObjectNamespace<worker.Repository>;
      readonly REGISTRY: DurableObjectNamespace<worker.Registry>;
    }
  }
}
