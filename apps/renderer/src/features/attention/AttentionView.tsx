import type { ThreadRow } from "@flightdeck/contract";
import { Bell } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useApp, useSelect, useSelectSame } from "../../app.tsx";
import { Button, Kbd } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { age, useNow } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { openThread } from "../layout/store.ts";
import { ApprovalEntry } from "./ApprovalEntry.tsx";
import { allEntries, callingRows, type Entry, entriesOf } from "./entries.ts";
import { QuestionEntry } from "./QuestionEntry.tsx";
import { RowEntry } from "./RowEntry.tsx";
import { useEntryKeys } from "./useEntryKeys.ts";

const same = (a: readonly ThreadRow[], b: readonly ThreadRow[]) =>
  a.length === b.length && a.every((row, index) => row === b[index]);

/** Everything that wants the person, over all projects, with the answer in place. */
export function AttentionView() {
  const { attention, rows, projects, layout, client } = useApp();
  const waits = useSelect(attention, (state) => state);
  const calling = useSelectSame(rows, (state) => callingRows(state.rows), same);
  const names = useSelect(projects, (state) => state.projects);
  const failed = useFailed();
  const list = useRef<HTMLDivElement>(null);
  const entries = entriesOf(waits, calling);
  const all = allEntries(entries);
  const [choice, choose] = useState<string>();
  const current = all.find(({ key }) => key === choice) ?? entries.waiting[0];
  const open = ({ threadId }: Entry) => layout.update((state) => openThread(state, threadId));
  useEntryKeys({ list, entries: all, current, choose, open });

  const unseen = [...entries.broken, ...entries.done];
  const seeAll = () => {
    // The button goes; the keys stay with the queue.
    list.current?.querySelector<HTMLElement>("[data-entry]")?.focus();
    for (const { threadId } of unseen) client.threads.flag({ threadId, unread: false }).catch(failed);
  };

  const draw = (entry: Entry): ReactNode => {
    const chosen = entry === current;
    const onOpen = () => open(entry);
    const onChoose = () => choose(entry.key);
    const project = (id: string) => names.find((each) => each.id === id)?.name ?? "";
    switch (entry.kind) {
      case "approval": {
        const { approval } = entry;
        return <ApprovalEntry {...{ approval, chosen, onChoose, onOpen }} project={project(approval.projectId)} />;
      }
      case "question": {
        const { question } = entry;
        return <QuestionEntry {...{ question, chosen, onChoose, onOpen }} project={project(question.projectId)} />;
      }
      case "plan":
      case "failure":
      case "finished": {
        const { row, kind } = entry;
        return <RowEntry {...{ row, kind, chosen, onOpen }} project={project(row.projectId)} />;
      }
    }
  };
  const group = (name: string, members: readonly Entry[]) =>
    members.length > 0 && (
      <Group name={name} count={members.length}>
        {members.map((entry) => (
          <li key={entry.key} data-key={entry.key}>
            {draw(entry)}
          </li>
        ))}
      </Group>
    );

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
            <Kbd className="ml-2">O</Kbd> open
          </span>
        )}
        {unseen.length > 0 && (
          <Button variant="plain" size="small" onClick={seeAll}>
            Mark all as seen
          </Button>
        )}
      </header>
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto">
        {group("Waits for you", entries.waiting)}
        {group("Plans to read", entries.plans)}
        {group("Broken", entries.broken)}
        {group("Ready to review", entries.done)}
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
    </section>
  );
}

function Summary({ waiting }: { readonly waiting: readonly Entry[] }) {
  const now = useNow();
  const [oldest] = waiting;
  const since =
    oldest?.kind === "approval"
      ? oldest.approval.requestedAt
      : oldest?.kind === "question"
        ? oldest.question.askedAt
        : undefined;
  return (
    <span className="text-small text-text-2">
      {since === undefined
        ? "No agent waits for you"
        : `${waiting.length} ${waiting.length === 1 ? "waits" : "wait"} for you, oldest ${age(since, now)}`}
    </span>
  );
}

function Group({
  name,
  count,
  children,
}: {
  readonly name: string;
  readonly count: number;
  readonly children: ReactNode;
}) {
  return (
    <>
      <h2 className="mx-5 flex h-8 items-center gap-2 text-small font-strong text-text-2 after:h-px after:flex-1 after:bg-line">
        {name} <span className="font-text text-text-3">{count}</span>
      </h2>
      <ul aria-label={name}>{children}</ul>
    </>
  );
}
