import type { Item } from "@flightdeck/contract";
import { ChevronDown, ChevronRight, FilePen, SquareArrowOutUpRight } from "lucide-react";
import { IconButton } from "../../../ui/Button.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { LineCount, Tag } from "../../../ui/Marks.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { visibleName } from "../../../ui/visibleText.ts";
import { Card, CardBody, CardHead, CardTools, MoreLine, PathText } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { InlineDiff } from "../InlineDiff.tsx";
import { parseInlineDiff } from "../inlineDiff.ts";
import { usePlace } from "../place.ts";
import { useOpenFile } from "../useOpenFile.ts";
import { useWaiting } from "../waiting.ts";

type FileChangeItem = Extract<Item, { type: "file_change" }>;
type Change = FileChangeItem["changes"][number];

/** Lines of a diff that are shown at once, and after "more". */
const FEW = 8;
const MOST = 400;
/** Files that a card lists before it says how many more there are. */
const FILES = 5;

/** What an edit did to the files: their names and sizes, and their diffs on demand. */
export function FileChangeCard({ item }: { readonly item: FileChangeItem }) {
  const [only, ...others] = item.changes;
  const failed = item.status === "failed" || item.status === "declined";
  return (
    <Card name="File change" tone={item.status === "failed" ? "bad" : "plain"}>
      {only !== undefined && others.length === 0 ? (
        <OneFile item={item} change={only} failed={failed} />
      ) : (
        <SeveralFiles item={item} failed={failed} />
      )}
      {item.error !== undefined && (
        <CardBody>
          <pre className="px-2.5 py-2 whitespace-pre-wrap text-text-2">{item.error}</pre>
        </CardBody>
      )}
    </Card>
  );
}

function OneFile({
  item,
  change,
  failed,
}: {
  readonly item: FileChangeItem;
  readonly change: Change;
  readonly failed: boolean;
}) {
  const [open, toggle] = useDisclosure(item.id, !failed && change.kind === "update");
  const [all, toggleAll] = useDisclosure(`${item.id}:all`, false);
  const hasDiff = change.diff !== "";
  return (
    <>
      <CardHead open={open && hasDiff} onToggle={hasDiff ? toggle : undefined}>
        <Mark item={item} />
        <ChangedPath change={change} />
        <Outcome item={item} />
        <LineCount additions={change.additions} deletions={change.deletions} />
      </CardHead>
      <CardTools>
        <OpenButton change={change} />
      </CardTools>
      {open && hasDiff && (
        <CardBody>
          <InlineDiff
            diff={change.diff}
            path={visibleName(change.movedTo ?? change.path)}
            limit={all ? MOST : FEW}
            onShowAll={all ? undefined : toggleAll}
          />
        </CardBody>
      )}
    </>
  );
}

function SeveralFiles({ item, failed }: { readonly item: FileChangeItem; readonly failed: boolean }) {
  const [open, toggle] = useDisclosure(item.id, !failed);
  const [all, toggleAll] = useDisclosure(`${item.id}:files`, false);
  const additions = item.changes.reduce((sum, change) => sum + change.additions, 0);
  const deletions = item.changes.reduce((sum, change) => sum + change.deletions, 0);
  const shown = all || item.changes.length === FILES + 1 ? item.changes : item.changes.slice(0, FILES);
  const more = item.changes.length - shown.length;
  return (
    <>
      <CardHead open={open} onToggle={item.changes.length > 0 ? toggle : undefined}>
        <Mark item={item} />
        <span className="min-w-0 flex-1 truncate font-medium">
          {item.changes.length === 0 ? "Editing files" : `${item.changes.length} files`}
        </span>
        <Outcome item={item} />
        <LineCount additions={additions} deletions={deletions} />
      </CardHead>
      {open && shown.length > 0 && (
        <CardBody>
          <ul>
            {shown.map((change) => (
              <FileRow key={`${change.path}:${change.kind}`} item={item} change={change} />
            ))}
          </ul>
          {more > 0 && <MoreLine onClick={toggleAll}>{`${more} more files`}</MoreLine>}
        </CardBody>
      )}
    </>
  );
}

function FileRow({ item, change }: { readonly item: FileChangeItem; readonly change: Change }) {
  const key = `${item.id}:${change.path}`;
  const [open, toggle] = useDisclosure(key, false);
  const [all, toggleAll] = useDisclosure(`${key}:all`, false);
  return (
    <li className="group/row relative border-line not-first:border-t">
      <button
        type="button"
        aria-expanded={open}
        onClick={toggle}
        disabled={change.diff === ""}
        className="group flex h-[26px] w-full items-center gap-2 px-2.5 text-left enabled:hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChangedPath change={change} />
        <LineCount additions={change.additions} deletions={change.deletions} />
        {change.diff !== "" && <Icon of={open ? ChevronDown : ChevronRight} size={12} />}
      </button>
      <CardTools low>
        <OpenButton change={change} />
      </CardTools>
      {open && (
        <div className="border-t border-line">
          <InlineDiff
            diff={change.diff}
            path={visibleName(change.movedTo ?? change.path)}
            limit={all ? MOST : 2 * FEW}
            onShowAll={all ? undefined : toggleAll}
          />
        </div>
      )}
    </li>
  );
}

function Mark({ item }: { readonly item: FileChangeItem }) {
  const waiting = useWaiting(item.id);
  if (item.status !== "running") return <Icon of={FilePen} />;
  return <StatusGlyph status={waiting ? "waiting_approval" : "running"} named />;
}

function ChangedPath({ change }: { readonly change: Change }) {
  return (
    <>
      <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
        <PathText path={visibleName(change.movedTo ?? change.path)} className="max-w-full shrink-0" />
        {change.movedTo !== undefined && (
          <span className="mono truncate text-text-3">from {visibleName(change.path)}</span>
        )}
      </span>
      {change.kind === "add" && <Tag>new</Tag>}
      {change.kind === "delete" && <Tag>deleted</Tag>}
      {change.movedTo !== undefined && <Tag>moved</Tag>}
    </>
  );
}

function Outcome({ item }: { readonly item: FileChangeItem }) {
  if (item.status === "declined") return <Tag>declined</Tag>;
  if (item.status === "failed") return <Tag tone="red">not applied</Tag>;
  return item.status === "interrupted" ? <Tag>stopped</Tag> : null;
}

/** Opens the file in the editor, where the change begins. What was deleted is nowhere to be opened. */
function OpenButton({ change }: { readonly change: Change }) {
  const open = useOpenFile();
  const threadId = usePlace();
  if (change.kind === "delete") return null;
  const path = change.movedTo ?? change.path;
  return (
    <IconButton
      label="Open in the editor"
      icon={SquareArrowOutUpRight}
      size="small"
      onClick={() => open(threadId, { path, line: firstChanged(change.diff) })}
    />
  );
}

const firstChanged = (diff: string): number | undefined =>
  parseInlineDiff(diff).find(({ kind }) => kind === "add")?.number;
