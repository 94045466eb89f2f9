import type { TerminalId, ThreadId } from "@flightdeck/contract";
import { Ellipsis, Plus, Search, SquareTerminal, TextQuote, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useKeyHint } from "../acts/index.ts";
import { ExitBar } from "./ExitBar.tsx";
import { selectionBlock } from "./quote.ts";
import { Screen, type ScreenHandle } from "./Screen.tsx";
import { TerminalMenu } from "./TerminalMenu.tsx";
import { TerminalTabs } from "./TerminalTabs.tsx";
import { useTerminals } from "./useTerminals.ts";

/** The size that a terminal has until its place on screen is known. */
const FIRST_SIZE = { columns: 100, rows: 30 };

/** A thread's terminals: tabs, and the one in front. */
export default function Terminals({ threadId }: { readonly threadId: ThreadId }) {
  const { client, layout, boxes, shownTerminals } = useApp();
  const terminals = useTerminals(threadId);
  const chosen = useSelect(shownTerminals, (state) => state.terminals.get(threadId));
  const wanted = useSelect(shownTerminals, (state) => state.wanted?.threadId === threadId);
  const front = terminals?.find(({ id }) => id === chosen) ?? terminals?.at(-1);
  const screen = useRef<ScreenHandle>(null);
  const [selected, setSelected] = useState(false);
  const [asking, setAsking] = useState<{ readonly id: TerminalId; readonly name: string; readonly runs: string }>();
  /** The next terminal that comes into view takes the keys. */
  const keys = useRef(false);
  const opening = useRef(false);
  const failed = useFailed();

  const show = (id: TerminalId) => shownTerminals.show(threadId, id);
  const enter = (id: TerminalId) => {
    keys.current = id !== front?.id;
    show(id);
    if (id === front?.id) screen.current?.focus();
  };
  const open = useCallback(async () => {
    if (opening.current) return;
    opening.current = true;
    keys.current = true; // the list may tell of it before the answer does
    try {
      const { terminalId } = await client.terminals.open({ threadId, ...FIRST_SIZE });
      shownTerminals.show(threadId, terminalId);
    } catch (error) {
      failed(error);
    } finally {
      opening.current = false;
    }
  }, [client, failed, shownTerminals, threadId]);

  useEffect(() => {
    if (!wanted || terminals === undefined) return;
    const asked = shownTerminals.takeWanted(threadId);
    if (asked === undefined) return;
    if (terminals.length === 0 && asked.open) void open();
    else keys.current = screen.current?.focus() !== true;
  }, [wanted, terminals, shownTerminals, threadId, open]);

  const takesKeys = () => {
    const takes = keys.current;
    keys.current = false;
    return takes;
  };
  const close = (id: TerminalId, force = false) => {
    setAsking(undefined);
    client.terminals.close({ terminalId: id, force }).then(
      () => terminals?.length === 1 || screen.current?.focus(),
      (error: unknown) => {
        const { code, detail } = readFailure(error);
        if (code !== "terminal_busy") return failed(error);
        setAsking({ id, name: terminals?.find((each) => each.id === id)?.name ?? "", runs: detail ?? "Something" });
      },
    );
  };
  const send = () => {
    const selection = screen.current?.selection() ?? "";
    if (selection.trim() !== "") boxes.find(threadId)?.quote(selectionBlock(selection));
  };

  return (
    <>
      <header className="flex h-10 shrink-0 items-center gap-1 border-b border-line pr-1.5 pl-2">
        <TerminalTabs
          terminals={terminals ?? []}
          shown={front?.id}
          onShow={show}
          onEnter={enter}
          onClose={close}
          onRename={(terminalId, name) => void client.terminals.rename({ terminalId, name }).catch(failed)}
        />
        <IconButton label="New terminal" icon={Plus} size="small" onClick={() => void open()} />
        <span className="flex-1" />
        {front !== undefined && (
          <>
            <Button variant="plain" size="small" icon={TextQuote} hint="Ctrl ↵" disabled={!selected} onClick={send}>
              Send selection
            </Button>
            <IconButton
              label="Find in terminal"
              hint="Ctrl F"
              icon={Search}
              size="small"
              onClick={() => screen.current?.find()}
            />
          </>
        )}
        <TerminalMenu
          threadId={threadId}
          trigger={<IconButton label="Terminal options" icon={Ellipsis} size="small" />}
        />
        <IconButton
          label="Hide the terminal"
          hint={useKeyHint("toggle-terminal")}
          icon={X}
          size="small"
          onClick={() => {
            layout.update((state) => ({ ...state, panel: undefined }));
            boxes.find(threadId)?.focus();
          }}
        />
      </header>
      {front !== undefined && (
        <>
          <Screen
            key={front.id}
            ref={screen}
            terminal={front}
            takesKeys={takesKeys}
            onSelection={setSelected}
            onSend={send}
          />
          {front.exit !== undefined && <ExitBar terminal={front} exit={front.exit} onClose={() => close(front.id)} />}
        </>
      )}
      {terminals?.length === 0 && !wanted && <Nothing onOpen={() => void open()} />}
      <Confirm
        open={asking !== undefined}
        title={`Close “${asking?.name ?? ""}”?`}
        action="Close terminal"
        danger
        onConfirm={() => asking !== undefined && close(asking.id, true)}
        onClose={() => setAsking(undefined)}
      >
        “{asking?.runs}” still runs in it, and will be ended.
      </Confirm>
    </>
  );
}

function Nothing({ onOpen }: { readonly onOpen: () => void }) {
  return (
    <div className="grid flex-1 place-content-center justify-items-center gap-1 p-6 text-center">
      <Icon of={SquareTerminal} />
      <p className="font-medium">No terminal is open</p>
      <p className="max-w-72 pb-2 text-small text-pretty text-text-3">
        Your own shell, in this thread's folder. It runs on while the window is closed.
      </p>
      <Button size="small" icon={Plus} onClick={onOpen}>
        Open a terminal
      </Button>
    </div>
  );
}
