import type { AutomationId } from "@flightdeck/contract";
import type { KeptAutomation } from "../automations/index.ts";
import { AppError } from "../errors/index.ts";
import { armBranch } from "./branches.ts";
import { watchGitDirs } from "./branchWatch.ts";
import { armFiles } from "./files.ts";
import { watchCheckouts } from "./filesWatch.ts";
import { readSeen } from "./movements.ts";
import { hashOf, newToken } from "./token.ts";
import { createTurns } from "./turns.ts";
import type { Armed, TriggersOptions, Watches } from "./types.ts";
import { openWebhooks } from "./webhooks.ts";

/** What begins runs from outside: branches that move, files that change, requests with a token. */
export interface Triggers {
  /** Watches and listens from now on, in a host that stays. Must not throw. */
  begin(): void;
  /**
   * Makes a token for the automation's webhook; the one before holds no longer. Only its hash is kept. Settles when it
   * is listened to. Throws `automation_not_found`, `automation_invalid`.
   */
  newToken(automationId: AutomationId): Promise<{ readonly url: string; readonly token: string }>;
  close(): Promise<void>;
}

/** The first window comes first: folders are watched so long after the beginning, and so many at once. */
const PAUSE_MS = 3_000;
const AT_ONCE = 2;

const noToken = "Its webhook has no token yet. Make one for whoever calls it.";

interface Watching extends Armed {
  /** What it was armed with. */
  readonly key: string;
}

export function openTriggers(options: TriggersOptions): Triggers {
  const { automations, settings, now, report } = options;
  const webhooks = openWebhooks(options);
  const over = new AbortController();
  const paused = Promise.withResolvers<void>();
  let endPause: () => void = paused.resolve;
  const shared = { later: options.later, turns: createTurns(AT_ONCE, paused.promise) };
  const watches: TriggersOptions & Watches = {
    ...options,
    ...shared,
    gitDirs: watchGitDirs(shared),
    checkouts: watchCheckouts(shared),
  };
  const watching = new Map<AutomationId, Watching>();
  const ending = new Set<Promise<void>>();
  let begun = false;
  let stopListening: (() => void) | undefined;

  const disarm = (automationId: AutomationId): void => {
    const armed = watching.get(automationId);
    watching.delete(automationId);
    if (armed === undefined) return;
    const end = armed.close().catch((error: unknown) => report("a trigger could not be closed", error));
    ending.add(end);
    void end.finally(() => ending.delete(end));
  };

  const arm = (automation: KeptAutomation, key: string, fresh: boolean): void => {
    const { id, trigger } = automation;
    const problems = new Map<string, string>();
    const places = automations.targets(automation).flatMap((projectId) => {
      const project = projectId && options.project(projectId);
      return projectId === undefined || !project
        ? []
        : [{ automation, projectId, root: project.path, name: project.name }];
    });
    const armed = places.map((place): Armed => {
      const onProblem = (problem: string | undefined): void => {
        if (problem === undefined) problems.delete(place.projectId);
        else problems.set(place.projectId, `${place.name}: ${problem}`);
        const [first] = problems.values();
        if (watching.get(id)?.key === key) automations.setProblem(id, first);
      };
      if (trigger.kind === "branch") return armBranch(watches, place, { branch: trigger.branch, fresh, onProblem });
      if (trigger.kind === "files") return armFiles(watches, place, { patterns: trigger.patterns, onProblem });
      return { close: async () => undefined };
    });
    watching.set(id, { key, close: async () => void (await Promise.all(armed.map((one) => one.close()))) });
  };

  /** Watches what is to be watched by now, and nothing else. */
  const arrange = (): void => {
    if (!begun || over.signal.aborted) return;
    const allPaused = automations.allPaused();
    const kept = automations.kept();
    const on = kept.filter(({ paused }) => !paused && !allPaused);
    const wanted = new Map(
      on.filter(({ trigger }) => trigger.kind === "branch" || trigger.kind === "files").map((one) => [one.id, one]),
    );
    for (const id of watching.keys()) {
      if (wanted.has(id)) continue;
      disarm(id);
      // What moves while it is off does not count afterwards.
      if (kept.some((one) => one.id === id)) forget(id);
    }
    for (const automation of wanted.values()) {
      const { id, trigger, updatedAt, seen } = automation;
      const folders = automations.targets(automation).map((projectId) => projectId && options.project(projectId)?.path);
      const key = JSON.stringify([trigger, folders]);
      const known = watching.get(id);
      if (known?.key === key) {
        const before = readSeen(seen);
        if (before && before.at < updatedAt) automations.setSeen(id, JSON.stringify({ ...before, at: now() }));
        continue;
      }
      disarm(id);
      automations.setProblem(id, undefined);
      // One that was off, or another one, when a host was last there has not been looking since.
      arm(automation, key, updatedAt > (readSeen(seen)?.at ?? 0));
    }
    void webhooks.set(hooksOf(kept, on));
  };

  const forget = (id: AutomationId): void => {
    const seen = readSeen(automations.get(id).seen);
    if (seen !== undefined) automations.setSeen(id, JSON.stringify({ ...seen, commits: {}, at: now() }));
    automations.setProblem(id, undefined);
  };

  const hooksOf = (
    kept: readonly KeptAutomation[],
    on: readonly KeptAutomation[],
  ): ReadonlyMap<AutomationId, string> => {
    const hooks = new Map<AutomationId, string>();
    for (const { id, trigger, tokenHash } of kept) {
      if (trigger.kind !== "webhook") continue;
      const isOn = on.some((one) => one.id === id);
      if (tokenHash !== undefined && isOn) hooks.set(id, tokenHash);
      else automations.setProblem(id, tokenHash === undefined ? noToken : undefined);
    }
    return hooks;
  };

  const followSettings = async (): Promise<void> => {
    let port: number | undefined;
    for await (const event of settings.watch(over.signal)) {
      const { webhookPort } = event.settings.automations;
      if (port !== undefined && webhookPort !== port) arrange();
      port = webhookPort;
    }
  };

  const quietly = (): void => {
    try {
      arrange();
    } catch (error) {
      report("triggers could not be watched", error);
    }
  };

  return {
    begin: () => {
      if (begun || over.signal.aborted) return;
      begun = true;
      const takeBack = options.later(paused.resolve, PAUSE_MS);
      endPause = () => {
        takeBack();
        paused.resolve();
      };
      stopListening = automations.onChange(quietly);
      quietly();
      followSettings().catch((error: unknown) => {
        if (!over.signal.aborted) report("the port of webhooks is no longer followed", error);
      });
    },
    newToken: async (automationId) => {
      const { trigger } = automations.get(automationId);
      if (trigger.kind !== "webhook") throw new AppError("automation_invalid", "It is not begun by a webhook.");
      const token = newToken(options.randomBytes);
      automations.setTokenHash(automationId, hashOf(token));
      automations.setProblem(automationId, undefined);
      quietly();
      await webhooks.settled();
      const port = settings.current().automations.webhookPort;
      return { url: `http://127.0.0.1:${port}/hooks/${automationId}`, token };
    },
    close: async () => {
      over.abort();
      stopListening?.();
      endPause();
      for (const id of watching.keys()) disarm(id);
      await Promise.all([...ending, webhooks.close()]);
    },
  };
}
