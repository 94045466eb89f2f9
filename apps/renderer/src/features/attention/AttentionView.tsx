import { Bell } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button, Kbd } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { age, clock, useNow } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { openThread } from "../layout/store.ts";
import { ApprovalEntry } from "./ApprovalEntry.tsx";
import { allEntries, type Entry, projectOf, since } from "./entries.ts";
import { History } from "./History.tsx";
import { PlanEntry } from "./PlanEntry.tsx";
import type { EntryPlace } from "./place.ts";
import { QuestionEntry } from "./QuestionEntry.tsx";
import { RowEntry } from "./RowEntry.tsx";
import { useSnooze } from "./SnoozeMenu.tsx";
import { HOUR } from "./snoozeTimes.ts";
import { useEntryKeys } from "./useEntryKeys.ts";
import { useSettled } from "./useSettled.ts";

/** Everything that wants the person, over all projects, with the answer in place. */
export function AttentionView() {
  const { rollUp, projects, layout, client, deck } = useApp();
  const entries = useSelect(rollUp, (state) => state.entries);
  const names = useSelect(projects, (state) => state.projects);
  const failed = useFailed();
  const list = useRef<HTMLDivElement>(null);
  const all = allEntries(entries);
  const { snooze } = useSnooze();
  // What broke or is done is told by its digest.
  useEffect(() => deck.hold(), [deck]);
  const [choice, choose] = useState<string>();
  const current = all.find(({ key }) => key === choice) ?? entries.waiting[0];
  useSettled({ list, key: current?.key, chosen: current !== undefined && current.key === choice });
  const open = ({ threadId }: Entry) => layout.update((state) => openThread(state, threadId));
  const seen = (entry: Entry) => {
    if (entry.kind !== "failure" && entry.kind !== "finished") return;
    client.threads.flag({ threadId: entry.threadId, unread: false }).catch(failed);
  };
  const putOff = (entry: Entry) => {
    if (!entries.snoozed.includes(entry)) snooze(entry, Date.now() + HOUR);
  };
  useEntryKeys({ list, entries: all, current, choose, acts: { o: open, e: seen, h: putOff } });

  const unseen = [...entries.broken, ...entries.done];
  const seeAll = () => {
    // The button goes; the keys stay with the queue.
    list.current?.querySelector<HTMLElement>("[data-entry]")?.focus();
    for (const entry of unseen) seen(entry);
  };

  const draw = (entry: Entry): ReactNode => {
    const projectId = projectOf(entry);
    const place: EntryPlace = {
      entry,
      project: names.find(({ id }) => id === projectId)?.name ?? "",
      chosen: entry === current,
      onChoose: () => choose(entry.key),
      onOpen: () => open(entry),
    };
    switch (entry.kind) {
      case "approval":
        return <ApprovalEntry approval={entry.approval} place={place} />;
      case "question":
        return <QuestionEntry question={entry.question} place={place} />;
      case "plan":
        return <PlanEntry row={entry.row} place={place} />;
      case "failure":
      case "finished":
        return <RowEntry row={entry.row} kind={entry.kind} place={place} />;
    }
  };
  const group = (name: string, members: readonly Entry[], note?: string) =>
    members.length > 0 && (
      <Group name={name} count={members.length} note={note}>
        {members.map((entry) => (
          <li key={entry.key} data-key={entry.key}>
            {draw(entry)}
          </li>
        ))}
      </Group>
    );

  const [nextBack] = entries.snoozed;
  const back = nextBack && `back at ${clock(entries.until.get(nextBack.key) ?? 0)}`;

  return (
    <section aria-label="Attention" className="flex min-h-0 min-w-0 flex-1 flex-col bg-pane">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-5">
        <h1 className="font-strong">Attention</h1>
        <Summary waiting={entries.waiting} />
        <span className="flex-1" />
        {all.length > 1 && (
          <span className="flex items-center gap-1 text-micro text-text-3">
            <Kbd>J</Kbd>
            <Kbd>K</Kbd> move
            <Kbd className="ml-2">H</Kbd> snooze
            <Kbd className="ml-2">O</Kbd> open
          </span>
        )}
        {unseen.length > 0 && (
          <Button variant="plain" size="small" onClick={seeAll}>
            Mark all as seen
          </Button>
        )}
      </header>
      <div className="flex min-h-0 flex-1 max-[1080px]:flex-col">
        <div ref={list} className="min-h-0 min-w-0 flex-1 overflow-y-auto">
          {group("Waits for you", entries.waiting)}
          {group("Broken", entries.broken)}
          {group("Ready to review", entries.done)}
          {group("Snoozed", entries.snoozed, back)}
          {all.length === 0 && (
            <div className="grid h-full place-content-center justify-items-center gap-0.5 pb-16 text-center">
              <Icon of={Bell} className="mb-1.5 size-[18px] text-text-3" />
              <p className="font-strong">Nothing waits for you</p>
              <p className="max-w-[300px] text-small text-balance text-text-2">
                Approvals, questions, plans, failures and finished work of all threads appear here.
              </p>
            </div>
          )}
        </div>
        <History />
      </div>
    </section>
  );
}

function Summary({ waiting }: { readonly waiting: readonly Entry[] }) {
  const now = useNow();
  const [oldest] = waiting;
  return (
    <span className="text-small text-text-2">
      {oldest === undefined
        ? "No agent waits for you"
        : `${waiting.length} ${waiting.length === 1 ? "waits" : "wait"} for you, oldest ${age(since(oldest), now)}`}
    </span>
  );
}

function Group({
  name,
  count,
  note,
  children,
}: {
  readonly name: string;
  readonly count: number;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      <h2 className="mx-5 flex h-8 items-center gap-2 text-small font-strong text-text-2 after:h-px after:flex-1 after:bg-line">
        {name}{" "}
        <span className="font-normal text-text-3">
          {count}
          {note !== undefined && `, ${note}`}
        </span>
      </h2>
      <ul aria-label={name}>{children}</ul>
    </>
  );
}
