import type { Generated } from "@flightdeck/contract";
import type { LinguistPaths } from "../git/index.ts";

const locks = new Set([
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "bun.lockb",
  "deno.lock",
  "cargo.lock",
  "gemfile.lock",
  "poetry.lock",
  "pdm.lock",
  "uv.lock",
  "pipfile.lock",
  "composer.lock",
  "go.sum",
  "go.work.sum",
  "mix.lock",
  "pubspec.lock",
  "podfile.lock",
  "package.resolved",
  "flake.lock",
  "packages.lock.json",
  "paket.lock",
  "gradle.lockfile",
  "conan.lock",
  "cabal.project.freeze",
  "stack.yaml.lock",
  "module.bazel.lock",
  ".terraform.lock.hcl",
]);

const minified = /[.-]min\.(?:js|mjs|cjs|css)$|\.(?:js|mjs|cjs|css)\.map$/;
const generated = /\.(?:pb\.go|pb\.cc|pb\.h|g\.dart|freezed\.dart|designer\.cs|generated\.\w+)$|_pb2(?:_grpc)?\.pyi?$/;

/** Why a file need not be read line by line; the repository's attributes have the last word, both ways. */
export function generatedKind(path: string, { generated: named, vendored }: LinguistPaths): Generated | undefined {
  const said = named.get(path);
  if (said !== undefined) return said ? "generated" : undefined;
  if (vendored.has(path)) return "vendored";
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (locks.has(name)) return "lock";
  if (minified.test(name)) return "minified";
  return generated.test(name) ? "generated" : undefined;
}
