import type { Terminal, TerminalId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Play, SquareTerminal, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { exitWords } from "./words.ts";

interface Acts {
  readonly onShow: (terminalId: TerminalId) => void;
  /** Shows it and gives it the keys. */
  readonly onEnter: (terminalId: TerminalId) => void;
  readonly onClose: (terminalId: TerminalId) => void;
  readonly onRename: (terminalId: TerminalId, name: string) => void;
}

/** The terminals of a thread. Arrow keys move, F2 renames, Delete closes. */
export function TerminalTabs({
  terminals,
  shown,
  ...acts
}: Acts & { readonly terminals: readonly Terminal[]; readonly shown: TerminalId | undefined }) {
  const move = (event: KeyboardEvent) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    const at = terminals.findIndex(({ id }) => id === shown);
    const next = terminals.at((at + (event.key === "ArrowRight" ? 1 : -1)) % terminals.length);
    if (next !== undefined) acts.onShow(next.id);
  };
  return (
    <div
      role="tablist"
      aria-label="Terminals"
      className="flex min-w-0 items-center gap-0.5 overflow-x-auto [scrollbar-width:none]"
      onKeyDown={move}
    >
      {terminals.map((terminal) => (
        <Tab key={terminal.id} terminal={terminal} front={terminal.id === shown} {...acts} />
      ))}
    </div>
  );
}

function Tab({
  terminal: { id, name, action, exit },
  front,
  onEnter,
  onClose,
  onRename,
}: Acts & { readonly terminal: Terminal; readonly front: boolean }) {
  const [renaming, setRenaming] = useState(false);
  const tab = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!front) return;
    tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (tab.current?.parentElement?.contains(document.activeElement) === true) tab.current.focus();
  }, [front]);
  const rename = (next: string) => {
    setRenaming(false);
    const wanted = next.trim();
    if (wanted !== "" && wanted !== name) onRename(id, wanted);
  };
  if (renaming) return <NameField name={name} onDone={rename} />;
  return (
    <div
      ref={tab}
      role="tab"
      aria-selected={front}
      aria-keyshortcuts="F2 Delete"
      tabIndex={front ? 0 : -1}
      title={exit === undefined ? name : `${name}: ${exitWords(exit)}`}
      onClick={() => onEnter(id)}
      onMouseDown={(event) => event.preventDefault()}
      onDoubleClick={() => setRenaming(true)}
      onAuxClick={(event) => event.button === 1 && onClose(id)}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") onEnter(id);
        if (event.key === "Delete") onClose(id);
        if (event.key === "F2") setRenaming(true);
      }}
      className={clsx(
        "group/tab flex h-6 max-w-44 shrink-0 items-center gap-1.5 rounded-2 pr-1.5 pl-2 text-small select-none",
        front ? "bg-selected text-text-1" : "text-text-2 hover:bg-hover hover:text-text-1",
      )}
    >
      <Icon of={action === undefined ? SquareTerminal : Play} size={14} className="shrink-0" />
      <span className={clsx("min-w-0 truncate", exit !== undefined && "text-text-3")}>{visibleName(name)}</span>
      {exit !== undefined && exit.exitCode !== 0 && (
        <span className="shrink-0 text-micro text-red">{shortExit(exit)}</span>
      )}
      {/* For the pointer alone: a tab holds no other control. By keyboard Delete closes it. */}
      <span
        aria-hidden
        title="Close"
        onClick={(event) => {
          event.stopPropagation();
          onClose(id);
        }}
        className={clsx(
          "-mr-0.5 grid size-4 shrink-0 place-items-center rounded-1 text-text-3 hover:bg-hover hover:text-text-1",
          front ? "visible" : "invisible group-hover/tab:visible",
        )}
      >
        <Icon of={X} size={12} className="text-current" />
      </span>
    </div>
  );
}

const shortExit = ({ exitCode, signal }: NonNullable<Terminal["exit"]>): string =>
  exitCode === null ? (signal ?? "ended") : `exit ${exitCode}`;

function NameField({ name, onDone }: { readonly name: string; readonly onDone: (name: string) => void }) {
  const [text, setText] = useState(name);
  return (
    <input
      aria-label="Terminal's name"
      autoFocus
      maxLength={60}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => onDone(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") onDone(text);
        if (event.key === "Escape") onDone(name);
      }}
      className="h-6 w-32 shrink-0 rounded-2 bg-raised px-1.5 text-small inset-ring inset-ring-line-strong"
    />
  );
}
