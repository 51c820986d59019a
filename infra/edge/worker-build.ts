import { isBuiltin } from "node:module";
import type { BuildOptions, Plugin } from "esbuild";

/** How modules become a worker's one file. */
export const workerBuild: Omit<BuildOptions, "write"> = {
  bundle: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd", "worker", "browser"],
  external: ["cloudflare:workers"],
  plugins: [withSsh2()],
  // esbuild leaves ssh2's calls of require to this one.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("/worker.js");' },
  define: { __dirname: '"/"', __filename: '"/worker.js"' },
};

/** The one library at the edge that was written for Node, and those it stands on. */
const ofSsh2 = /[\\/]node_modules[\\/](ssh2|asn1|bcrypt-pbkdf|tweetnacl|safer-buffer)[\\/]/;

/**
 * ssh2 finds the modules of Node's that it wants in workerd, from the compatibility date 2026-08-04 on; every other library
 * that asks for one breaks the build. They are required when ssh2 is: by the first source that is reached over SSH.
 */
function withSsh2(): Plugin {
  return {
    name: "with-ssh2",
    setup: (build) => {
      build.onResolve({ filter: /^[^.]/ }, ({ path, importer }) =>
        ofSsh2.test(importer) && isBuiltin(path) ? { path, external: true } : undefined,
      );
      // Machine code: where it cannot be required, ssh2 does without.
      build.onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path, importer }) =>
        ofSsh2.test(importer) ? { path, external: true } : undefined,
      );
      // It makes a WebAssembly module out of bytes, which a worker may not, for an algorithm that we do not offer.
      build.onLoad({ filter: /ssh2[\\/]lib[\\/]protocol[\\/]crypto[\\/]poly1305\.js$/ }, () => ({
        contents: `module.exports = async () => ({
          _malloc: () => 0,
          cwrap: () => () => { throw new Error("ChaCha20-Poly1305 is not offered"); },
        });`,
      }));
    },
  };
}
