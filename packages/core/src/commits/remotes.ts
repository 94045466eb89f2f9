import { gitRecords, gitText } from "../git/index.ts";

/** A remote of a repository. */
export interface Remote {
  readonly name: string;
  /** As it is written in the settings; git may know another one for it by `insteadOf`. */
  readonly url: string;
}

const setting = async (root: string, key: string, signal?: AbortSignal): Promise<string | undefined> =>
  (await gitRecords(["config", "-z", "--get", key], { cwd: root, okCodes: [0, 1], signal }))[0];

/** Where a branch is pushed to: as it is set up, or to the only remote, or to "origin". Undefined where there is none. */
export async function remoteOf(root: string, branch: string, signal?: AbortSignal): Promise<Remote | undefined> {
  const names = (await gitText(["remote"], { cwd: root, signal })).split("\n").filter(Boolean);
  const set = [
    await setting(root, `branch.${branch}.pushRemote`, signal),
    await setting(root, "remote.pushDefault", signal),
    await setting(root, `branch.${branch}.remote`, signal),
  ].find((name) => name !== undefined && names.includes(name));
  const name = set ?? (names.includes("origin") ? "origin" : names[0]);
  if (name === undefined) return undefined;
  const url =
    (await setting(root, `remote.${name}.pushurl`, signal)) ?? (await setting(root, `remote.${name}.url`, signal));
  return { name, url: url ?? name };
}

/** Without what signs in to a server: a name and a password, or a token. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/(\w+:\/\/)[^/@\s]+@/g, "$1")
    .replace(/\b(?:gh[opusr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,})/g, "…");
