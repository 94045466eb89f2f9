import type { Check } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { Forge, ForgeRepository } from "./forge.ts";
import { Body, List, listFields, parsed, pullRequestOf, Threads, threadsQuery, View, viewFields } from "./ghAnswers.ts";
import { type GhOptions, runGh } from "./runGh.ts";

/** Of a log this much is read: what failed stands at its end. */
const LOG_TAIL = 64 * 1024;

type Gh = Pick<GhOptions, "environment" | "cwd">;

/** Whether `gh` is signed in to a host that is not GitHub's own. */
export async function knowsHost(gh: Gh, host: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await runGh(["auth", "status", "--hostname", host], { ...gh, signal });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AppError) return false;
    throw error;
  }
}

/**
 * GitHub through the person's `gh`. Every call names its repository, in a folder that is none: nothing of a checkout
 * (its remotes, its settings) has a word in where a request goes.
 */
export function githubForge(gh: Gh, { host, owner, name }: ForgeRepository): Forge {
  const repository = host === "github.com" ? `${owner}/${name}` : `${host}/${owner}/${name}`;
  const at = (command: readonly string[]) => [...command, "--repo", repository];

  const threadsOf = async (number: number, signal?: AbortSignal) => {
    const fields = [
      "-f",
      `query=${threadsQuery}`,
      "-f",
      `owner=${owner}`,
      "-f",
      `name=${name}`,
      "-F",
      `number=${number}`,
    ];
    return parsed(Threads, await runGh(["api", "graphql", "--hostname", host, ...fields], { ...gh, signal }));
  };

  return {
    name: "GitHub",
    find: async (branch, signal) => {
      const args = ["pr", "list", `--head=${branch}`, "--state", "open", "--limit", "30", "--json", listFields];
      const found = parsed(List, await runGh(at(args), { ...gh, signal }));
      // Anyone may give a branch of their own copy the same name.
      return found.find((each) => !each.isCrossRepository && each.headRefName === branch)?.number;
    },
    read: async (number, signal) => {
      const view = runGh(at(["pr", "view", String(number), "--json", viewFields]), { ...gh, signal });
      const [read, threads] = await Promise.allSettled([view, threadsOf(number, signal)]);
      signal?.throwIfAborted();
      if (read.status === "rejected") {
        const said = read.reason instanceof AppError ? read.reason.detail : undefined;
        if (said !== undefined && /no pull requests? found|Could not resolve to a PullRequest/i.test(said))
          return undefined;
        throw read.reason;
      }
      if (threads.status === "fulfilled") return pullRequestOf(parsed(View, read.value), threads.value, undefined);
      if (!(threads.reason instanceof AppError)) throw threads.reason;
      const missing = `The comments on lines could not be read: ${threads.reason.detail ?? threads.reason.message}`;
      return pullRequestOf(parsed(View, read.value), undefined, missing);
    },
    create: async ({ title, body, base, branch, draft }, signal) => {
      const words = [`--title=${title}`, "--body-file=-", `--base=${base}`, `--head=${branch}`];
      const args = at(["pr", "create", ...words, ...(draft ? ["--draft"] : [])]);
      try {
        const printed = await runGh(args, { ...gh, input: body, milliseconds: 60_000, signal });
        const number = numberIn(printed);
        if (number === undefined) throw new AppError("forge_failed", "gh did not say where the pull request is");
        return number;
      } catch (error) {
        const said = error instanceof AppError && error.code === "forge_failed" ? (error.detail ?? "") : "";
        const known = /already exists/i.test(said) ? numberIn(said) : undefined;
        if (known !== undefined) return known;
        if (/pull request create failed|No commits between|must first push|GraphQL/i.test(said))
          throw new AppError("pull_request_refused", said, { cause: error });
        throw error;
      }
    },
    body: async (number, signal) => {
      const args = at(["pr", "view", String(number), "--json", "body"]);
      return parsed(Body, await runGh(args, { ...gh, signal })).body;
    },
    setBody: async (number, body, signal) => {
      const args = at(["pr", "edit", String(number), "--body-file=-"]);
      await runGh(args, { ...gh, input: body, milliseconds: 60_000, signal });
    },
    pictureUrl: (commit, path) => {
      const words = path.split("/").map(encodeURIComponent).join("/");
      return `https://${host}/${owner}/${name}/blob/${commit}/${words}?raw=true`;
    },
    logTail: async (check: Check, signal) => {
      const job = /^job-(\d+)$/.exec(check.id)?.[1];
      if (job === undefined) return undefined;
      const args = at(["run", "view", "--job", job, "--log-failed"]);
      return plainLog(await runGh(args, { ...gh, tail: LOG_TAIL, milliseconds: 60_000, signal }));
    },
  };
}

const numberIn = (text: string): number | undefined => {
  const found = /https?:\/\/\S+\/pull\/(\d{1,9})\b/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** Lines come as "job, step, time and text" between tabs: a step is named once, and the rest is left out. */
export function plainLog(log: string): string {
  let step = "";
  const lines = log
    // oxlint-disable-next-line no-control-regex
    .replace(/\u001b(?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)|\r/g, "")
    .split("\n")
    .flatMap((line) => {
      const [, named = "", rest] = /^[^\t]*\t([^\t]*)\t(?:\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ?)?(.*)$/.exec(line) ?? [];
      if (rest === undefined) return [line];
      const head = named === step ? [] : [`— ${named} —`];
      step = named;
      return [...head, rest];
    });
  return lines.join("\n").trim();
}
