import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startServer } from "#test/support/control-plane/server-process.ts";
import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/until.ts";
import { requestsIn, type ForgeRequest } from "./access-log.ts";
import { deliveriesIn, type ForgeDelivery } from "./delivery-record.ts";
import { forgeApi, type ForgeApi } from "./forge-api.ts";
import { giteaProgram, type GiteaProgram } from "./gitea-program.ts";
import { giteaSettings } from "./gitea-settings.ts";
import { redeliver } from "./redeliver.ts";

type ForgeOptions = {
  /** Where everything goes that the forge knows. Made when it is not there. */
  readonly folder: string;
  readonly log: (line: string) => void;
};

/** A real Gitea with one user: repositories, tokens and hooks by its API, pushes by git over HTTP, hooks by itself. */
export type Forge = ForgeApi & {
  readonly url: string;
  readonly pid: number;
  readonly user: string;
  readonly password: string;
  /** Finished deliveries of a hook, first sent first. */
  deliveries(hook: number): readonly ForgeDelivery[];
  /** Sends it once more, as by the button in Gitea's pages. */
  redeliver(delivery: ForgeDelivery, fullName: string): Promise<void>;
  /** Every request it answered, oldest first. */
  requests(): Promise<readonly ForgeRequest[]>;
  stop(): Promise<void>;
};

export async function startForge({ folder, log }: ForgeOptions): Promise<Forge> {
  const program = await giteaProgram({ log });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const user = "dev";
  const password = randomBytes(18).toString("base64url");
  await mkdir(folder, { recursive: true });
  const config = join(folder, "app.ini");
  await writeFile(config, giteaSettings({ folder, port, staticRoot: program.staticRoot }), { mode: 0o600 });

  const gitea = asCommand(program, { folder, config });
  await gitea("migrate");
  const newUser = ["--username", user, "--password", password, "--email", "dev@example.com"];
  await gitea("admin", "user", "create", "--admin", "--must-change-password=false", ...newUser);

  const server = await startServer(program.binary, ["web", "--config", config], {
    folder,
  });
  const login = { url, user, password };
  try {
    await until("the forge", async () => {
      if (server.ended() !== undefined) return true;
      return (await fetch(`${url}/api/healthz`)).ok;
    });
    const ending = server.ended();
    if (ending !== undefined) throw new Error(`gitea ${ending}:\n${await server.lastLines(15)}`);
    return {
      ...forgeApi(login),
      url,
      pid: server.pid,
      user,
      password,
      deliveries: (hook) => deliveriesIn(folder, hook),
      redeliver: ({ id, hook }, fullName) => redeliver(login, { fullName, hook, id }),
      requests: () => requestsIn(folder),
      stop: () => server.kill(),
    };
  } catch (error) {
    await server.kill();
    throw error;
  }
}

type Home = { readonly folder: string; readonly config: string };

function asCommand(
  { binary }: GiteaProgram,
  { folder, config }: Home,
): (...args: readonly string[]) => Promise<void> {
  return async (...args) => {
    await promisify(execFile)(binary, [...args, "--config", config], { cwd: folder });
  };
}
