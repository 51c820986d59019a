import { buildMemory } from "#shared/kustomize/build-memory.ts";
import { build } from "#shared/kustomize/build.ts";
import type { Files } from "#shared/kustomize/files.ts";
import type { ReadSet } from "#shared/kustomize/read-set.ts";
import type { AskRemote, RemoteRequest } from "#shared/kustomize/remote-request.ts";
import { parseFileBy } from "#shared/yaml/parse-file.ts";
import { readManifests } from "#shared/yaml/read-manifests.ts";
import type { Reading } from "#shared/yaml/reading.ts";
import type { DesiredObject } from "#shared/model/delivery.ts";
import { sentence, type Failure } from "#shared/model/failure.ts";
import { canonicalJson, type JsonObject } from "#shared/model/json.ts";
import { refOfManifest, type Manifest } from "#shared/model/manifest.ts";
import { keyOf } from "#shared/model/object-ref.ts";
import { beyondBounds } from "./build-bounds.ts";
import { buildSpecOf } from "./build-spec.ts";
import { withCommonMetadata } from "./common-metadata.ts";
import { unfitness, withDoubles } from "./fit-to-apply.ts";
import { unsupportedField } from "./supported.ts";

/** The files of one commit, each with the id of its content. */
export type Tree = Files & { readonly idOf: (path: string) => string | undefined };

/** What kustomizations name from elsewhere, each with what names its content now: a commit, or a digest. */
export type Elsewhere = {
  readonly ask: AskRemote;
  readonly versionOf: (request: RemoteRequest) => Promise<string>;
};

/** What a build read, and what all of it was then: a tree in which it is the same builds the same. */
export type BuildTrace = { readonly readSet: ReadSet; readonly signature: string };

export type BuildOutcome =
  | { readonly type: "built"; readonly objects: readonly DesiredObject[]; readonly trace: BuildTrace }
  | { readonly type: "failed"; readonly reason: string; readonly message: string };

/** Builds Kustomizations. It remembers what files parse to, by their content, what was built of them, and digests, by their text. */
export class Builder {
  readonly #parsed = new Map<string, Reading>();
  /** Of what came from elsewhere, as long as somebody holds its bytes. */
  readonly #parsedElsewhere = new WeakMap<Uint8Array, Reading>();
  readonly #digests = new Map<string, string>();
  #memory = buildMemory();
  #parsedBytes = 0;
  #digestedBytes = 0;

  /** Whether a build of this tree would read what the traced one read, here and elsewhere. */
  async isSame(trace: BuildTrace, tree: Tree, elsewhere: Elsewhere): Promise<boolean> {
    return (await signatureOf(trace.readSet, tree, elsewhere)) === trace.signature;
  }

  async build(spec: JsonObject, tree: Tree, elsewhere: Elsewhere): Promise<BuildOutcome> {
    const unsupported = unsupportedField(spec);
    if (unsupported !== undefined) {
      const message = `spec.${unsupported} is not supported by this version of Plumbline. Remove the field`;
      return { type: "failed", reason: "BuildFailed", message };
    }
    const asked = buildSpecOf(spec);
    if (!asked.ok) return { type: "failed", reason: "BuildFailed", message: told(asked.failures) };
    const { path, overlay, commonMetadata } = asked.value;
    const { files, idOf } = withIds(tree);
    const result = build(files, path, {
      overlay,
      parse: parseFileBy((bytes) => this.#read(idOf(bytes), bytes)),
      remote: elsewhere.ask,
      memory: this.#memory,
    });
    if (!result.ok) {
      const isPath = result.failures.every(({ code }) => code === "build/path-missing");
      return {
        type: "failed",
        reason: isPath ? "ArtifactFailed" : "BuildFailed",
        message: told(result.failures),
      };
    }
    const { objects: built, origins, readSet } = result.value;
    const unfit = built.flatMap((manifest) => unfitness(manifest, origins.get(manifest) ?? path));
    if (unfit.length > 0) return { type: "failed", reason: "BuildFailed", message: told(unfit) };
    const manifests = built.map((manifest) => withCommonMetadata(withDoubles(manifest), commonMetadata));
    const texts = manifests.map((manifest) => JSON.stringify(manifest));
    const bytes = texts.reduce((sum, { length }) => sum + length, 0);
    const tooMuch = beyondBounds({ objects: manifests.length, bytes });
    if (tooMuch !== undefined) return { type: "failed", reason: "BuildFailed", message: tooMuch };
    const objects = await Promise.all(
      manifests.map(async (manifest, at): Promise<DesiredObject> => {
        const digest = await this.#digest(manifest, texts[at] ?? "");
        return {
          key: keyOf(refOfManifest(manifest)),
          digest,
          manifest,
          origin: origins.get(built[at] ?? manifest) ?? path,
        };
      }),
    );
    this.#trim();
    const signature = await signatureOf(readSet, tree, elsewhere);
    return { type: "built", objects, trace: { readSet, signature } };
  }

  #read(id: string | undefined, content: Uint8Array): Reading {
    const known = id === undefined ? this.#parsedElsewhere.get(content) : this.#parsed.get(id);
    if (known) return known;
    const reading = readManifests(content);
    if (id === undefined) {
      this.#parsedElsewhere.set(content, reading);
      return reading;
    }
    this.#parsed.set(id, reading);
    this.#parsedBytes += content.length;
    return reading;
  }

  /** The digest is of canonical text, which is dear to make; what was seen before is known by its plain text. */
  async #digest(manifest: Manifest, text: string): Promise<string> {
    const known = this.#digests.get(text);
    if (known !== undefined) return known;
    const digest = await hex(canonicalJson(manifest));
    this.#digests.set(text, digest);
    this.#digestedBytes += text.length;
    return digest;
  }

  /** A memory that is too large is dropped whole: it costs one slow build, and no bookkeeping. */
  #trim(): void {
    if (this.#parsedBytes > mostRemembered) {
      this.#parsed.clear();
      this.#memory = buildMemory();
      this.#parsedBytes = 0;
    }
    if (this.#digestedBytes > mostRemembered) {
      this.#digests.clear();
      this.#digestedBytes = 0;
    }
  }
}

/** Bytes of text that each of the two memories holds; what was parsed from it takes several times that. */
const mostRemembered = 4 * 1024 * 1024;
/** A condition's message ends at 20,000 characters; ours ends where a sentence does. */
const longestMessage = 15_000;

function told(failures: readonly Failure[]): string {
  const sentences = failures.map((failure) => sentence(failure).slice(0, longestMessage));
  let end = 0;
  for (let length = 0; end < sentences.length; end++) {
    length += (sentences[end] ?? "").length + 1;
    if (length > longestMessage && end > 0) break;
  }
  const rest = sentences.length - end;
  return [...sentences.slice(0, end), ...(rest > 0 ? [`… and ${rest} more`] : [])].join("\n");
}

/** The tree's files, and the id of what was read there: a path does not name it, for it may be another repository's. */
function withIds(tree: Tree): { files: Files; idOf: (bytes: Uint8Array) => string | undefined } {
  const ids = new WeakMap<Uint8Array, string>();
  return {
    idOf: (bytes) => ids.get(bytes),
    files: {
      list: (path) => tree.list(path),
      read: (path) => {
        const bytes = tree.read(path);
        const id = tree.idOf(path);
        if (bytes !== undefined && id !== undefined) ids.set(bytes, id);
        return bytes;
      },
    },
  };
}

/** What was stored before remote resources could be had does not speak of them. */
type StoredReadSet = Omit<ReadSet, "remote"> & Partial<Pick<ReadSet, "remote">>;

async function signatureOf(
  { files, absent, folders, remote = [] }: StoredReadSet,
  tree: Tree,
  { versionOf }: Elsewhere,
): Promise<string> {
  const lines = [
    ...files.map((path) => `${path} ${tree.idOf(path) ?? "-"}`),
    ...absent.map((path) => `${path} ${tree.idOf(path) ?? "-"}`),
    ...folders.map((path) => `${path}/ ${tree.list(path)?.join(" ") ?? "-"}`),
  ];
  for (const request of remote) lines.push(`${JSON.stringify(request)} ${await versionOf(request)}`);
  return hex(lines.join("\n"));
}

async function hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
