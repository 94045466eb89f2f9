import type { Item, TurnId } from "@flightdeck/contract";
import { CornerDownRight, MessagesSquare, Paperclip, Pencil } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../../app.tsx";
import { IconButton } from "../../../ui/Button.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { InlineCode } from "../../../ui/InlineCode.tsx";
import { Tag } from "../../../ui/Marks.tsx";
import { fileSize } from "../../../ui/fileSize.ts";
import { clock } from "../../../ui/time.ts";
import { Tip } from "../../../ui/Tip.tsx";
import { visibleName } from "../../../ui/visibleText.ts";
import { CommentsSaid } from "../../comments/CommentsSaid.tsx";
import { commentsTitle } from "../../comments/words.ts";
import { ResendBox, useResendable } from "../../history/index.ts";
import { ImageStrip } from "../../images/index.ts";
import { openThread } from "../../layout/store.ts";
import { Meta } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";

type UserMessageItem = Extract<Item, { type: "user_message" }>;

/** Longer messages (a pasted log) show their start. */
const LINES = 16;
const CHARACTERS = 2400;

/** What the person said, with the pictures and skills that went along, and whether it was said into a running turn. */
export function UserMessage({ item, turnId }: { readonly item: UserMessageItem; readonly turnId?: TurnId }) {
  const lines = item.text.split("\n");
  const planned = item.plan !== undefined;
  const { comments } = item;
  const long = planned || comments !== undefined || lines.length > LINES + 4 || item.text.length > CHARACTERS * 1.2;
  const [open, toggle] = useDisclosure(item.id, false);
  const resendable = useResendable(item, turnId) && comments === undefined;
  const [editing, setEditing] = useState(false);
  const text =
    planned && !open
      ? "You accepted the plan."
      : comments !== undefined && !open
        ? ""
        : long && !open
          ? lines.slice(0, LINES).join("\n").slice(0, CHARACTERS)
          : item.text;
  if (editing && resendable && turnId !== undefined)
    return <ResendBox item={item} turnId={turnId} onClose={() => setEditing(false)} />;
  return (
    <div className="group/said -mx-2 grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2.5 rounded-3 bg-accent-soft py-2 pr-3 pl-2 text-read text-pretty">
      <Icon of={CornerDownRight} className="mt-[3px] text-accent" />
      <div className="min-w-0">
        <div className="break-words whitespace-pre-wrap">
          {comments !== undefined && (
            <>
              {commentsTitle(comments)}
              <CommentsSaid comments={comments} />
            </>
          )}
          <InlineCode text={text} />
          {long && (
            <button
              type="button"
              aria-expanded={open}
              onClick={toggle}
              className="mt-1 block rounded-1 text-small font-medium text-accent hover:underline"
            >
              {open
                ? "Show less"
                : planned || comments !== undefined
                  ? "Show what the agent reads"
                  : `Show all ${lines.length} lines`}
            </button>
          )}
        </div>
        {item.images !== undefined && item.images.length > 0 && (
          <div className={item.text === "" ? undefined : "mt-1.5"}>
            <ImageStrip images={item.images} />
          </div>
        )}
        <Skills names={item.skills ?? []} />
        <Along threads={item.threads ?? []} files={item.attachments ?? []} />
      </div>
      <span className="flex h-[22px] items-center gap-1.5">
        {resendable && (
          <IconButton
            label="Edit and send again"
            icon={Pencil}
            size="small"
            onClick={() => setEditing(true)}
            className="opacity-0 group-hover/said:opacity-100 focus-visible:opacity-100"
          />
        )}
        {item.text !== "" && (
          <CopyButton
            text={item.text}
            label="Copy the message"
            className="opacity-0 group-hover/said:opacity-100 focus-visible:opacity-100"
          />
        )}
        {item.steered === true && (
          <Tip label="Said while the agent worked">
            <span tabIndex={0} className="inline-flex rounded-1">
              <Tag tone="line">steered</Tag>
            </span>
          </Tip>
        )}
        <Meta>{clock(item.startedAt)}</Meta>
      </span>
    </div>
  );
}

/** The threads that the person named, and the files that were attached. */
function Along({
  threads,
  files,
}: {
  readonly threads: NonNullable<UserMessageItem["threads"]>;
  readonly files: NonNullable<UserMessageItem["attachments"]>;
}) {
  const { layout } = useApp();
  if (threads.length + files.length === 0) return null;
  return (
    <ul aria-label="Goes along" className="mt-1 flex flex-wrap gap-1">
      {threads.map(({ threadId, title }) => (
        <li key={threadId} className="inline-flex min-w-0">
          <button
            type="button"
            onClick={() => layout.update((state) => openThread(state, threadId))}
            className="inline-flex min-w-0 rounded-1 hover:underline"
          >
            <Tag tone="line" className="min-w-0">
              <Icon of={MessagesSquare} size={12} />
              <span className="truncate">{visibleName(title)}</span>
            </Tag>
          </button>
        </li>
      ))}
      {files.map(({ id, name, size }) => (
        <li key={id} className="inline-flex min-w-0">
          <Tag tone="line" className="min-w-0">
            <Icon of={Paperclip} size={12} />
            <span className="truncate">{visibleName(name)}</span>
            <span className="text-text-3">{fileSize(size)}</span>
          </Tag>
        </li>
      ))}
    </ul>
  );
}

/** The skills that the person named. */
function Skills({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <ul aria-label="Skills" className="mt-1 flex flex-wrap gap-1">
      {names.map((name) => (
        <li key={name} className="inline-flex">
          <Tag tone="line">
            <span className="mono text-micro!">${name}</span>
          </Tag>
        </li>
      ))}
    </ul>
  );
}
