import type { ThreadId } from "@flightdeck/contract";
import { FileDown, Paperclip, Slash, SquarePen } from "lucide-react";
import { useMemo } from "react";
import { useApp, useThread } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { type ActRunner, allActs, useActRunner } from "../acts/index.ts";
import { openNew } from "../layout/store.ts";
import type { SlashCommand } from "./suggestions/commandSource.ts";
import { useSettingsCommands } from "./useSettingsCommands.ts";

/** The commands that do what the window does elsewhere, by their acts. */
const byAct: readonly { readonly name: string; readonly act: string; readonly about: string }[] = [
  { name: "compact", act: "compact", about: "Make the conversation shorter for the model" },
  { name: "review", act: "start-review", about: "Let a second model read what changed" },
  { name: "changes", act: "review-changes", about: "Show what changed" },
  { name: "fork", act: "fork-thread", about: "Go on from here in another thread" },
  { name: "aside", act: "ask-aside", about: "Ask something that leaves no trace in the thread" },
  { name: "stop", act: "stop-turn", about: "Stop the running turn" },
  { name: "terminal", act: "toggle-terminal", about: "Show or hide the terminal" },
  { name: "rename", act: "rename-thread", about: "Give the thread another title" },
  { name: "archive", act: "archive-thread", about: "Put the thread away, or take it out" },
];

const formats = [
  { act: "export-markdown", label: "Markdown" },
  { act: "export-json", label: "JSON" },
] as const;

const actOf = (id: string) => allActs.find((act) => act.id === id);

/** Which of the acts make sense now, as one word, so that a list of commands stays the same until that changes. */
const able = (runner: ActRunner): string =>
  [...byAct, ...formats].flatMap(({ act: id }) => (can(runner, id) ? id : [])).join(" ");

const can = (runner: ActRunner, id: string): boolean => {
  const act = actOf(id);
  return act !== undefined && runner.can(act);
};

/** What a slash offers in a thread's composer. */
export function useThreadCommands(threadId: ThreadId): readonly SlashCommand[] {
  const { client, layout } = useApp();
  const runner = useActRunner();
  const failed = useFailed();
  const settings = useThread(threadId, (thread) => thread.settings);
  const projectId = useThread(threadId, (thread) => thread.projectId);
  // What an act may do depends on whether the thread has begun and runs: with that this is asked anew.
  useThread(threadId, (thread) => `${thread.turns.length > 0} ${thread.turns.at(-1)?.outcome}`);
  const now = able(runner);
  const configured = useSettingsCommands(
    settings,
    (change) => void client.threads.configure({ threadId, settings: change }).catch(failed),
  );
  return useMemo(() => {
    const known = new Set(now.split(" "));
    const run = (id: string) => () => {
      const act = actOf(id);
      if (act !== undefined) runner.run(act);
    };
    const exports = formats.flatMap(({ act, label }) => (known.has(act) ? { key: act, label, run: run(act) } : []));
    return [
      ...byAct.flatMap(({ name, act, about }) =>
        known.has(act) ? { name, icon: actOf(act)?.icon ?? Slash, about, run: run(act) } : [],
      ),
      ...(exports.length === 0
        ? []
        : [{ name: "export", icon: FileDown, about: "Save the whole thread as a file", choices: exports }]),
      { name: "attach", icon: Paperclip, about: "Let pictures or files go along", run: run("attach-files") },
      ...configured,
      {
        name: "clear",
        icon: SquarePen,
        about: "Begin anew, in a thread of its own",
        run: () => layout.update((state) => openNew(state, projectId)),
      },
    ];
  }, [runner, now, configured, layout, projectId]);
}
