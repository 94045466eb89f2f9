import { AppError } from "../errors/index.ts";
import { gitText, runGit } from "./run.ts";

export interface RefUpdate {
  readonly ref: string;
  readonly to: string;
  /** What the ref must stand at for the update to happen: a commit, `missing`, or anything. */
  readonly from?: string;
  readonly reason: string;
}

/** Moves a ref in one step. When `from` no longer holds it rejects with `base_moved` and nothing changes. */
export async function updateRef(cwd: string, { ref, to, from, reason }: RefUpdate): Promise<void> {
  const expected = from === undefined ? [] : [from === "missing" ? "" : from];
  const args = ["update-ref", "-m", reason, ref, to, ...expected];
  const { code, stderr } = await runGit(args, { cwd, okCodes: [0, 1, 128] });
  if (code === 0) return;
  if (/No space left on device/i.test(stderr)) throw new AppError("disk_full", stderr.trim());
  if (/ but expected |reference already exists/.test(stderr)) throw new AppError("base_moved", stderr.trim());
  throw new AppError("git_failed", stderr.trim());
}

export async function deleteRef(cwd: string, ref: string, expected?: string): Promise<void> {
  await runGit(["update-ref", "-d", ref, ...(expected === undefined ? [] : [expected])], { cwd });
}

/** Deletes every ref below a folder of refs, all or none. */
export async function deleteRefs(cwd: string, folder: string): Promise<void> {
  // A ref's name cannot hold a line end.
  const refs = (await gitText(["for-each-ref", "--format=%(refname)", folder], { cwd })).split("\n").filter(Boolean);
  const input = refs.map((ref) => `delete ${ref}\0\0`).join("");
  if (input !== "") await runGit(["update-ref", "-z", "--stdin"], { cwd, input });
}

/** Makes refs of one folder known under another one too, all or none. */
export async function copyRefs(
  cwd: string,
  { from, to, only }: { readonly from: string; readonly to: string; readonly only: (name: string) => boolean },
): Promise<void> {
  const lines = (await gitText(["for-each-ref", "--format=%(objectname) %(refname)", from], { cwd })).split("\n");
  const input = lines.flatMap((line) => {
    const space = line.indexOf(" ");
    const name = line.slice(space + 1 + from.length);
    return space > 0 && only(name) ? [`update ${to}${name}\0${line.slice(0, space)}\0\0`] : [];
  });
  if (input.length > 0) await runGit(["update-ref", "-z", "--stdin"], { cwd, input: input.join("") });
}

/** The commit that a name stands for, if it stands for one. */
export async function resolveCommit(cwd: string, name: string): Promise<string | undefined> {
  const args = ["rev-parse", "-q", "--verify", "--end-of-options", `${name}^{commit}`];
  const commit = await gitText(args, { cwd, okCodes: [0, 1, 128] });
  return commit === "" ? undefined : commit;
}
