import { randomBytes } from "node:crypto";

type Place = { readonly folder: string; readonly port: number; readonly staticRoot: string };

/**
 * The app.ini of a forge that is installed, listens on loopback alone, calls nobody but loopback's hooks, and keeps
 * everything it knows in one folder.
 */
export function giteaSettings({ folder, port, staticRoot }: Place): string {
  return ini({
    // Gitea's own way round its refusal of root, which is who continuous integration often is. It reaches no further
    // here than the folder and the port it was given. Upstream: modules/setting/setting.go
    "": { I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: true, APP_NAME: "Forge", RUN_MODE: "prod", WORK_PATH: folder },
    server: {
      HTTP_ADDR: "127.0.0.1",
      HTTP_PORT: port,
      ROOT_URL: `http://127.0.0.1:${port}/`,
      DOMAIN: "127.0.0.1",
      STATIC_ROOT_PATH: staticRoot,
      APP_DATA_PATH: `${folder}/data`,
      DISABLE_SSH: true,
      OFFLINE_MODE: true,
      LFS_START_SERVER: false,
    },
    // WAL: `deliveriesIn` reads along, and with any other journal a reader and a writer keep each other out.
    database: {
      DB_TYPE: "sqlite3",
      PATH: databaseIn(folder),
      SQLITE_TIMEOUT: 5_000,
      SQLITE_JOURNAL_MODE: "WAL",
    },
    // The queue on disk, which is the default, is asked at growing intervals: each hook would wait up to two seconds.
    queue: { TYPE: "channel" },
    repository: { ROOT: `${folder}/repositories`, DEFAULT_BRANCH: "main" },
    security: {
      INSTALL_LOCK: true,
      SECRET_KEY: randomBytes(32).toString("hex"),
      INTERNAL_TOKEN: randomBytes(48).toString("hex"),
    },
    oauth2: { ENABLED: false },
    webhook: { ALLOWED_HOST_LIST: "loopback" },
    log: {
      MODE: "console",
      LEVEL: "Warn",
      ENABLE_SSH_LOG: false,
      "logger.access.MODE": "access-file",
      ACCESS_LOG_TEMPLATE: accessLine,
    },
    "log.access-file": { MODE: "file", LEVEL: "Info", FILE_NAME: accessLogIn(folder), LOG_ROTATE: false },
    service: { DISABLE_REGISTRATION: true, REQUIRE_SIGNIN_VIEW: true },
    indexer: { ISSUE_INDEXER_TYPE: "db" },
    mirror: { ENABLED: false },
    actions: { ENABLED: false },
    packages: { ENABLED: false },
    "cron.update_checker": { ENABLED: false },
  });
}

export function databaseIn(folder: string): string {
  return `${folder}/gitea.db`;
}

export function accessLogIn(folder: string): string {
  return `${folder}/access.log`;
}

/** What `requestsIn` reads, one request a line. No path has blanks, for it is escaped. */
const accessLine =
  "{{.Start.UnixMilli}} {{.Ctx.Req.Method}} {{.Ctx.Req.URL.EscapedPath}} {{.ResponseWriter.Status}} {{.ResponseWriter.Size}} {{.Ctx.Req.UserAgent}}";

type Settings = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

function ini(sections: Settings): string {
  return Object.entries(sections)
    .map(([name, settings]) => {
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
      return (name === "" ? "" : `[${name}]\n`) + lines.join("");
    })
    .join("\n");
}
