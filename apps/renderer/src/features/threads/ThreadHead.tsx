import type { ThreadId } from "@flightdeck/contract";
import { FileDiff } from "lucide-react";
import { useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { ActionButtons } from "../actions/index.ts";
import { AutomationMark } from "../automations/AutomationMark.tsx";
import { frontThread } from "../layout/store.ts";
import { enterReview } from "../review/enter.ts";
import { useReviewAhead } from "../review/index.ts";
import { TerminalButton } from "../terminal/TerminalButton.tsx";
import { ThreadMenu } from "./ThreadMenu.tsx";
import { TitleField } from "./TitleField.tsx";
import { useRename } from "./useRename.ts";

/** The thread's name and what can be done with it. */
export function ThreadHead({ threadId, title }: { readonly threadId: ThreadId; readonly title: string }) {
  const row = useRow(threadId);
  const [renaming, setRenaming] = useState(false);
  const rename = useRename(threadId, title);
  const done = (next: string) => {
    setRenaming(false);
    rename(next);
  };
  return (
    <header className="@container/head flex h-10 shrink-0 items-center gap-2 pr-2 pl-4">
      <StatusGlyph status={row === undefined ? "idle" : glyphOf(row.status, row.unread)} named notch={row?.updatedAt} />
      {renaming ? (
        <TitleField title={title} onDone={done} className="-ml-1.5 font-strong" />
      ) : (
        <h1 className="min-w-0 truncate font-strong" title={visibleName(title)} onDoubleClick={() => setRenaming(true)}>
          {visibleName(title)}
        </h1>
      )}
      <AutomationMark threadId={threadId} />
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
  useReviewAhead(row !== undefined && row.additions + row.deletions > 0);
  const review = () => {
    if (reviewing) layout.update((state) => ({ ...state, panel: undefined }));
    else enterReview({ layout }, threadId);
  };
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
