import { AppError } from "../errors/index.ts";
import { gitText } from "./run.ts";

/** The person's own name and address as git is configured with, for commits that they ask for. Git may not guess them. */
export async function personIdentity(cwd: string): Promise<Readonly<Record<string, string>>> {
  const ident = async (role: "AUTHOR" | "COMMITTER"): Promise<readonly (readonly [string, string])[]> => {
    const line = await gitText(["-c", "user.useConfigOnly=true", "var", `GIT_${role}_IDENT`], { cwd }).catch(
      (error: unknown) => {
        const said = error instanceof AppError ? error.detail : undefined;
        if (said === undefined || !/empty ident|no (name|email) was given|tell me who you are/i.test(said)) throw error;
        const fix = 'git config --global user.name "…" and git config --global user.email "…"';
        throw new AppError("git_failed", `Git does not know who you are. Tell it with ${fix}`, { cause: error });
      },
    );
    const [, name = "", email = ""] = /^(.*) <(.*)> \d+ [+-]\d+$/.exec(line) ?? [];
    return [
      [`GIT_${role}_NAME`, name],
      [`GIT_${role}_EMAIL`, email],
    ];
  };
  return Object.fromEntries((await Promise.all([ident("AUTHOR"), ident("COMMITTER")])).flat());
}
