import type { Item } from "@flightdeck/contract";
import { Ban, Check, CornerDownRight, X } from "lucide-react";
import { useState } from "react";
import { readFailure, type Failure } from "../../../client.ts";
import { useApp } from "../../../app.tsx";
import { fileSize } from "../../../ui/fileSize.ts";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Tag } from "../../../ui/Marks.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { visibleText } from "../../../ui/visibleText.ts";
import { countLines, tailLines } from "../ansi.ts";
import { Card, CardBody, CardHead, CardTools, MoreLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { Elapsed } from "../Elapsed.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { Output } from "../Output.tsx";
import { passed, wentOn } from "../steps.ts";
import { placeWords } from "../../machine/index.ts";
import { useWaiting } from "../waiting.ts";

type CommandItem = Extract<Item, { type: "command" }>;

/** Lines shown of what runs or ran; the rest is one press away. */
const TAIL = 10;

/** A command: how it went, as it was typed, how long it took, and what it printed. */
export function CommandStrip({ item }: { readonly item: CommandItem }) {
  const running = item.status === "running";
  const waiting = useWaiting(item.id) && running;
  const queued = running && item.waiting !== undefined;
  const [open, toggle] = useDisclosure(item.id, item.status === "failed" && !passed(item));
  const printed = item.outputBytes > 0;
  return (
    <Card name="Command">
      <CardHead open={open || running} onToggle={running || !printed ? undefined : toggle}>
        <CommandMark item={item} waiting={waiting} />
        <span className="mono min-w-0 flex-1 truncate text-text-1" title={visibleText(item.command)}>
          {item.purpose === "setup" && <span className="font-ui text-text-2">Setup </span>}
          {visibleText(item.command).replaceAll("\n", " ↵ ")}
        </span>
        {!item.sandboxed && <Tag tone="line">outside the sandbox</Tag>}
        <Outcome item={item} />
        {queued && <Tag tone="amber">{placeWords(item.waiting?.place ?? 1)}</Tag>}
        {!waiting && !queued && <Elapsed from={item.startedAt} to={running ? undefined : item.endedAt} />}
      </CardHead>
      <CardTools>
        <CopyButton text={item.command} label="Copy the command" />
      </CardTools>
      {running && printed && (
        <CardBody>
          <Output text={tailLines(item.output, TAIL)} name="Output" />
        </CardBody>
      )}
      {!running && printed && open && <FinishedOutput item={item} />}
    </Card>
  );
}

function CommandMark({ item, waiting }: { readonly item: CommandItem; readonly waiting: boolean }) {
  if (waiting) return <StatusGlyph status="waiting_approval" named />;
  switch (item.status) {
    case "running":
      return <StatusGlyph status="running" notch={item.outputBytes} named />;
    case "interrupted":
      return <StatusGlyph status="interrupted" named />;
    case "declined":
      return <Icon of={Ban} size={14} />;
    case "completed":
    case "failed":
      if (wentOn(item)) return <Icon of={CornerDownRight} size={14} className="text-text-3" />;
      return passed(item) ? (
        <Icon of={Check} size={14} className="text-green" />
      ) : (
        <Icon of={X} size={14} className="text-red" />
      );
  }
}

function Outcome({ item }: { readonly item: CommandItem }) {
  switch (item.status) {
    case "declined":
      return <Tag>declined</Tag>;
    case "interrupted":
      return <Tag>stopped</Tag>;
    case "failed":
    case "completed":
      if (passed(item)) return null;
      if (wentOn(item)) return <Tag>in the background</Tag>;
      return <Tag tone="red">{typeof item.exitCode === "number" ? `exit ${item.exitCode}` : "failed"}</Tag>;
    case "running":
      return null;
  }
}

function FinishedOutput({ item }: { readonly item: CommandItem }) {
  const { client } = useApp();
  const [all, toggleAll] = useDisclosure(`${item.id}:all`, false);
  const [kept, setKept] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const whole = kept ?? item.output;
  const showAll = async () => {
    toggleAll();
    if (all || item.outputBlob === undefined || kept !== undefined) return;
    try {
      setKept((await client.system.blob({ blobId: item.outputBlob })).content);
    } catch (error) {
      setFailure(readFailure(error));
    }
  };
  const cut = countLines(item.output) > TAIL || item.outputBlob !== undefined;
  return (
    <CardBody>
      <Output text={all ? whole : tailLines(item.output, TAIL)} name="Output" />
      {failure !== undefined && <FailureNote failure={failure} className="border-t border-line px-2.5 py-2" />}
      {cut && (
        <MoreLine onClick={() => void showAll()} after={<CopyButton text={whole} label="Copy the output" />}>
          {all ? "Show the end only" : `Show all ${allWords(item, kept)}`}
        </MoreLine>
      )}
    </CardBody>
  );
}

/** How much a command printed: of what was too long to be kept here, only the bytes are known until it is read. */
function allWords(item: CommandItem, kept: string | undefined): string {
  if (item.outputBlob !== undefined && kept === undefined) return fileSize(item.outputBytes);
  return `${countLines(kept ?? item.output).toLocaleString("en")} lines`;
}
