import type { ThreadId } from "@flightdeck/contract";
import { FileDiff } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { ActionButtons } from "../actions/index.ts";
import { frontThread, openThread } from "../layout/store.ts";
import { TerminalButton } from "../terminal/TerminalButton.tsx";
import { ThreadMenu } from "./ThreadMenu.tsx";

/** The thread's name and what can be done with it. */
export function ThreadHead({ threadId, title }: { readonly threadId: ThreadId; readonly title: string }) {
  const { client } = useApp();
  const row = useRow(threadId);
  const [renaming, setRenaming] = useState(false);
  const failed = useFailed();
  const rename = (next: string) => {
    setRenaming(false);
    const wanted = next.trim();
    if (wanted === "" || wanted === title) return;
    client.threads.rename({ threadId, title: wanted }).catch(failed);
  };
  return (
    <header className="@container/head flex h-10 shrink-0 items-center gap-2 pr-2 pl-4">
      <StatusGlyph status={row === undefined ? "idle" : glyphOf(row.status, row.unread)} named notch={row?.updatedAt} />
      {renaming ? (
        <TitleField title={title} onDone={rename} />
      ) : (
        <h1 className="min-w-0 truncate font-strong" title={title} onDoubleClick={() => setRenaming(true)}>
          {visibleName(title)}
        </h1>
      )}
      <span className="flex-1" />
      <ActionButtons threadId={threadId} />
      <HeadTools threadId={threadId} />
      <ThreadMenu threadId={threadId} onRename={() => setRenaming(true)} />
    </header>
  );
}

/** At the right of the head: a button for each panel, left of the menu. */
function HeadTools({ threadId }: { readonly threadId: ThreadId }) {
  const { layout } = useApp();
  const row = useRow(threadId);
  const reviewing = useSelect(layout, (state) => state.panel === "review" && frontThread(state) === threadId);
  const review = () =>
    layout.update((state) => ({ ...openThread(state, threadId), panel: reviewing ? undefined : "review" }));
  return (
    <>
      <TerminalButton threadId={threadId} />
      <Button
        variant="plain"
        size="small"
        icon={FileDiff}
        aria-pressed={reviewing}
        onClick={review}
        className={reviewing ? "bg-selected text-text-1!" : ""}
      >
        Review
        <LineCount additions={row?.additions ?? 0} deletions={row?.deletions ?? 0} />
      </Button>
    </>
  );
}

function TitleField({ title, onDone }: { readonly title: string; readonly onDone: (title: string) => void }) {
  const [text, setText] = useState(title);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onDone(text);
    if (event.key === "Escape") onDone(title);
  };
  return (
    <input
      aria-label="Title"
      autoFocus
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => onDone(text)}
      onKeyDown={onKeyDown}
      className="-ml-1.5 h-6 min-w-0 flex-[2] rounded-2 bg-raised px-1.5 font-strong inset-ring inset-ring-line-strong"
    />
  );
}
