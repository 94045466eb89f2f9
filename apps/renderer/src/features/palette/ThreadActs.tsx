import type { Thread, ThreadId } from "@flightdeck/contract";
import { Command } from "cmdk";
import {
  CircleStop,
  FileDiff,
  FileDown,
  FileJson,
  FoldVertical,
  GitFork,
  ListTodo,
  MessageCircleQuestion,
  SquareTerminal,
  X,
} from "lucide-react";
import { useApp, useThread } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { iconOf, runAction, useProjectActions } from "../actions/index.ts";
import { useExport } from "../history/index.ts";
import { useActions } from "../layout/actions.ts";
import { closeTab } from "../layout/store.ts";
import { openTerminal } from "../terminal/index.ts";
import { useCompact } from "../threads/useCompact.ts";
import { Act } from "./Act.tsx";

const isRunning = (thread: Thread) => thread.turns.at(-1)?.outcome === "running";
const hasTurns = (thread: Thread) => thread.turns.length > 0;

/** What can be done with the thread in front. */
export function ThreadActs({
  threadId,
  run,
}: {
  readonly threadId: ThreadId;
  /** Closes the palette first. */
  readonly run: (work: () => void) => () => void;
}) {
  const app = useApp();
  const { client, layout } = app;
  const { openProjectActions } = useActions();
  const projectId = useThread(threadId, (thread) => thread.projectId);
  const actions = useProjectActions(projectId)?.actions.filter(({ problem }) => problem === undefined) ?? [];
  const running = useThread(threadId, isRunning) ?? false;
  const begun = useThread(threadId, hasTurns) ?? false;
  const compact = useCompact(threadId);
  const save = useExport(threadId);
  const { forkThread, askAside } = useActions();
  const failed = useFailed();
  return (
    <Command.Group heading="This thread">
      <Act
        icon={FileDiff}
        name="Review changes"
        hint="Ctrl J"
        run={run(() => layout.update((state) => ({ ...state, panel: "review" })))}
      />
      <Act icon={SquareTerminal} name="Terminal" hint="Ctrl `" run={run(() => openTerminal(app, threadId))} />
      {actions.map(({ id, name, icon }) => (
        <Act
          key={id}
          icon={iconOf(icon)}
          name={`Run ${name}`}
          run={run(() => void runAction(app, threadId, id).catch(failed))}
        />
      ))}
      <Act icon={ListTodo} name="Project actions…" run={run(openProjectActions)} />
      {running && (
        <Act
          icon={CircleStop}
          name="Stop the turn"
          run={run(() => void client.turns.interrupt({ threadId }).catch(failed))}
        />
      )}
      {begun && !running && <Act icon={FoldVertical} name="Make the conversation shorter" run={run(compact)} />}
      {begun && <Act icon={GitFork} name="Fork this thread…" run={run(() => forkThread(threadId))} />}
      {begun && <Act icon={MessageCircleQuestion} name="Ask on the side…" run={run(() => askAside(threadId))} />}
      {begun && <Act icon={FileDown} name="Export as Markdown" run={run(() => save("markdown"))} />}
      {begun && <Act icon={FileJson} name="Export as JSON" run={run(() => save("json"))} />}
      <Act
        icon={X}
        name="Close tab"
        hint="Alt W"
        run={run(() => layout.update((state) => closeTab(state, threadId)))}
      />
    </Command.Group>
  );
}
