import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The app's own skills, as their front matter says: a host that starts need not parse them. */
export const appSkills = [
  {
    name: "explain-codebase",
    description:
      "Explains how a codebase or a part of it works, from evidence in the code: purpose, architecture, main flows, data, where to change what. Use when someone asks how something works, wants a tour or onboarding, or before a change in unknown code. Reads only.",
  },
  {
    name: "fix-checks",
    description:
      "Mends failing checks: reads what failed in the pull request or the local build, reproduces it here, finds the cause, fixes that and proves it with the same check. Use when CI is red, a build, test, lint or type check fails, or a test is flaky.",
  },
  {
    name: "resolve-conflicts",
    description:
      "Brings the base branch into the work and resolves the conflicts so that both sides keep their meaning, then proves it by the project's checks. Use when a branch or pull request has conflicts, is behind its base, a push was rejected, or a merge, rebase or cherry-pick stopped.",
  },
  {
    name: "review-security",
    description:
      "Reviews a repository, or a change, against a concrete list of security practices: each is checked with evidence from the code, what is missing is patched, and each patch is proven. Use when someone asks for a security review, audit, hardening, a dependency and security check, or whether something is safe.",
  },
  {
    name: "self-test",
    description:
      "Tests the project's own app as a person would: starts it, clicks through it in a real browser, keeps before and after screenshots as evidence with the thread and the pull request. Use when someone asks to try it, click through it, verify a change of a web interface, or prove with pictures that it works.",
  },
  {
    name: "skill-creator",
    description:
      "Creates a new Agent Skill or improves one: SKILL.md with front matter, scripts and references beside it, checked by a script. Use when someone wants to teach agents a procedure, capture how a task is done, or mend a skill that does not load or is not picked up.",
  },
  {
    name: "yeet",
    description:
      "Publishes finished work in one go: commits it, pushes the branch and opens a draft pull request with title and body from the plan and the diff. Use when someone says yeet, ship it, push this, commit and push, or open a pull request. The person is asked once.",
  },
] as const;

/** Writes the app's skills where commands can read them: a package's archive is no place to run scripts from. */
export async function installAppSkills(folder: string): Promise<void> {
  // Apart from the host's start; in the built host a chunk of its own.
  const { readAppSkillFiles } = await import("./builtInFiles.ts");
  for (const [path, text] of Object.entries(await readAppSkillFiles())) {
    const file = join(folder, path);
    if ((await readFile(file, "utf8").catch(() => undefined)) === text) continue;
    await mkdir(dirname(file), { recursive: true });
    // Another host's agents may read it at this moment.
    const written = `${file}.${process.pid}.new`;
    await writeFile(written, text);
    await rename(written, file).catch(async (error: unknown) => {
      await rm(written, { force: true });
      throw error;
    });
  }
}
