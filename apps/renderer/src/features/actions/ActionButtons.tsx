import type { KnownAction, Terminal, ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { ChevronDown, CircleStop, ListTodo, Play } from "lucide-react";
import { useApp, useThread } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/Menu.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { useActions } from "../layout/actions.ts";
import { openTerminal, useTerminals } from "../terminal/index.ts";
import { iconOf, runAction } from "./runAction.ts";
import { useProjectActions } from "./useProjectActions.ts";

/** So many have a button where there is room for it; all are in the menu. */
const BUTTONS = 2;

/** In a thread's head: the project's actions. One that runs can be looked at and stopped. */
export function ActionButtons({ threadId }: { readonly threadId: ThreadId }) {
  const projectId = useThread(threadId, (thread) => thread.projectId);
  const known = useProjectActions(projectId);
  const actions = known?.actions.filter(({ problem }) => problem === undefined) ?? [];
  if (actions.length === 0) return null;
  return <Actions threadId={threadId} actions={actions} />;
}

function Actions({ threadId, actions }: { readonly threadId: ThreadId; readonly actions: readonly KnownAction[] }) {
  const terminals = useTerminals(threadId) ?? [];
  const { openProjectActions } = useActions();
  const running = ({ id }: KnownAction) => terminals.find(({ action, exit }) => action === id && exit === undefined);
  // What runs has its button wherever it stands in the list.
  const first = actions.toSorted((a, b) => Number(running(b) !== undefined) - Number(running(a) !== undefined));
  const busy = actions.filter(running).length;
  return (
    <span role="group" aria-label="Actions" className="flex shrink-0 items-center gap-0.5">
      {first.slice(0, BUTTONS).map((action) => (
        <ActionButton key={action.id} threadId={threadId} action={action} running={running(action)} />
      ))}
      <Menu
        trigger={
          <Button
            variant="plain"
            size="small"
            aria-label={busy === 0 ? "All actions" : `All actions, ${busy} running`}
            className={clsx("px-1", busy > 0 && "text-text-1!")}
          >
            <Play size={14} className="@2xl/head:hidden" />
            {busy > 0 && <span className="tabular-nums @2xl/head:hidden">{busy}</span>}
            <ChevronDown size={14} />
          </Button>
        }
      >
        {actions.map((action) => (
          <ActionItem key={action.id} threadId={threadId} action={action} running={running(action)} />
        ))}
        <MenuSeparator />
        <MenuItem icon={ListTodo} onSelect={openProjectActions}>
          Project actions…
        </MenuItem>
      </Menu>
    </span>
  );
}

interface Props {
  readonly threadId: ThreadId;
  readonly action: KnownAction;
  readonly running: Terminal | undefined;
}

function ActionButton({ threadId, action, running }: Props) {
  const app = useApp();
  const failed = useFailed();
  const name = visibleName(action.name);
  const command = visibleText(action.command);
  return (
    <span className="flex items-center gap-0.5">
      <Button
        variant="plain"
        size="small"
        icon={iconOf(action.icon)}
        aria-pressed={running !== undefined}
        title={running === undefined ? command : `Runs: ${command}`}
        onClick={() => void runAction(app, threadId, action.id).catch(failed)}
        className={clsx("hidden! max-w-36 @2xl/head:inline-flex!", running !== undefined && "bg-selected text-text-1!")}
      >
        <span className="min-w-0 truncate">{name}</span>
      </Button>
      {running !== undefined && (
        <IconButton
          label={`Stop ${name}`}
          icon={CircleStop}
          size="small"
          onClick={() => void app.client.terminals.stop({ terminalId: running.id }).catch(failed)}
        />
      )}
    </span>
  );
}

function ActionItem({ threadId, action, running }: Props) {
  const app = useApp();
  const failed = useFailed();
  const name = visibleName(action.name);
  if (running === undefined)
    return (
      <MenuItem icon={iconOf(action.icon)} onSelect={() => void runAction(app, threadId, action.id).catch(failed)}>
        {name}
      </MenuItem>
    );
  return (
    <>
      <MenuItem icon={iconOf(action.icon)} onSelect={() => openTerminal(app, threadId, running.id)}>
        {name} <span className="text-text-3">runs</span>
      </MenuItem>
      <MenuItem
        icon={CircleStop}
        onSelect={() => void app.client.terminals.stop({ terminalId: running.id }).catch(failed)}
      >
        Stop {name}
      </MenuItem>
    </>
  );
}
