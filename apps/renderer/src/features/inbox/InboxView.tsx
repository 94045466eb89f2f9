import type { AutomationId, InboxFilter, InboxRow, ProjectId } from "@flightdeck/contract";
import { Inbox } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type VListHandle } from "virtua";
import { useApp, useSelect } from "../../app.tsx";
import { Button, Kbd } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Select } from "../../ui/Select.tsx";
import { useNow } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { useSettled } from "../attention/useSettled.ts";
import { AllList } from "./AllList.tsx";
import { Detail } from "./Detail.tsx";
import { EntryRow } from "./EntryRow.tsx";
import { GroupRow } from "./GroupRow.tsx";
import { MorningHead } from "./MorningHead.tsx";
import { MorningList } from "./MorningList.tsx";
import { entryLine, type Line, morningSections } from "./order.ts";
import { type InboxPrefs, type InboxTab, type Outcome, outcomes } from "./prefs.ts";
import { useChoice } from "./useChoice.ts";
import { useEntryActs } from "./useEntryActs.ts";
import { useInboxKeys } from "./useInboxKeys.ts";
import { useMarks } from "./useMarks.ts";
import { useMorning } from "./useMorning.ts";
import { WaitsRow } from "./WaitsRow.tsx";
import { some } from "./words.ts";

/** Each part of the morning draws so many lines at once. */
const PART = 100;

const outcomeNames: Readonly<Record<Outcome, string>> = {
  findings: "Findings",
  changes: "Changes",
  reports: "Reports",
  failures: "Failures",
  nothing: "Nothing found",
};

const noLines: readonly Line[] = [];

/** What the host is asked for. */
function filterOf({ tab, automationId, projectId, outcome }: InboxPrefs): InboxFilter {
  return {
    ...(tab !== "all" && { archived: false }),
    ...(tab === "unread" && { unread: true }),
    ...(automationId !== undefined && { automationId }),
    ...(projectId !== undefined && { projectId }),
    ...(outcome !== undefined && { kinds: [...outcomes[outcome]] }),
  };
}

/** What runs have to say to the person: the morning's reading, what is unread, all of it. */
export default function InboxView() {
  const { inbox, inboxPrefs, projects } = useApp();
  const prefs = useSelect(inboxPrefs, (state) => state);
  const { rows, more, loaded, unread } = useSelect(inbox, (state) => state);
  const known = useSelect(projects, (state) => state.projects);
  const now = useNow();
  const { tab, automationId, projectId, outcome, nothingOpen } = prefs;
  const list = useRef<HTMLDivElement>(null);
  const virtual = useRef<VListHandle>(null);
  const [shown, setShown] = useState(PART);
  const marks = useMarks();
  const acts = useEntryActs();
  const morning = useMorning(tab === "morning");
  const filtered = automationId !== undefined || projectId !== undefined || outcome !== undefined;

  useEffect(
    () => inbox.show(filterOf({ tab, automationId, projectId, outcome, nothingOpen: false })),
    [inbox, tab, automationId, projectId, outcome],
  );
  // The gravest finding of the night may be an old one: the morning has all of it.
  const oldest = rows.at(-1)?.at;
  useEffect(() => {
    if (tab === "morning" && more && oldest !== undefined && oldest >= morning.since.at) inbox.next();
  }, [inbox, tab, more, oldest, morning.since.at]);

  const { told, waiting, since } = morning;
  const sections = useMemo(() => {
    if (tab !== "morning") return [];
    const group = (each: { readonly automationId: AutomationId; readonly projectIds: readonly ProjectId[] }) =>
      (automationId === undefined || each.automationId === automationId) &&
      (projectId === undefined || each.projectIds.includes(projectId));
    const nothing = outcome === undefined || outcome === "nothing" ? (told?.nothing ?? []).filter(group) : [];
    const passed = outcome === undefined || outcome === "failures" ? (told?.passed ?? []).filter(group) : [];
    return morningSections(rows, filtered ? [] : waiting, { since: since.at, nothing, passed });
  }, [tab, rows, waiting, told, since, automationId, projectId, outcome, filtered]);
  // Nothing is gone to before all of it is there: what stands first would change under the keys.
  const ready = loaded && (tab !== "morning" || told !== undefined);
  const lines = useMemo(
    () =>
      !ready
        ? noLines
        : tab === "morning"
          ? sections.flatMap((section) =>
              section.name === "Nothing found" && !nothingOpen ? [] : section.lines.slice(0, shown),
            )
          : rows.map(entryLine),
    [ready, tab, sections, rows, nothingOpen, shown],
  );

  const onLook = useCallback(
    (line: Line) => {
      if (line.kind === "entry") marks.read(line.row);
    },
    [marks],
  );
  const choice = useChoice({ lines, list, virtual, onLook });
  const { current, selected, targets } = choice;
  useSettled({ list, key: current?.key, chosen: choice.byPerson });
  const single = current?.kind === "entry" ? current.row : undefined;
  const putAway = (entries: readonly InboxRow[]) => {
    choice.leaveBehind(new Set(entries.filter(({ archived }) => !archived).map(({ id }) => `entry:${id}`)));
    marks.archive(entries);
  };
  const archive = () => {
    putAway(targets);
    choice.clear();
  };
  const toggleUnread = () => marks.toggleUnread(targets);
  useInboxKeys(
    list,
    {
      step: choice.step,
      select: (range) => current && choice.toggle(current.key, range),
      selectAll: choice.toggleAll,
      archive,
      unread: toggleUnread,
      review: () => single && acts.review(single),
      carryOn: () => single && acts.carryOn(single),
      open: () => current && acts.open(current),
      undo: marks.undo,
      leave: () => {
        if (selected.size === 0) return false;
        choice.clear();
        return true;
      },
    },
    current?.kind === "waits",
  );

  const runOf = (threadId: string) => told?.parked.find((run) => run.threadId === threadId);
  const { choose, toggle } = choice;
  const draw = (line: Line): ReactNode => {
    const chosen = line.key === current?.key;
    switch (line.kind) {
      case "entry":
        return (
          <EntryRow
            row={line.row}
            now={now}
            chosen={chosen}
            selected={selected.has(line.key)}
            onChoose={choose}
            onToggle={toggle}
          />
        );
      case "waits":
        return (
          <WaitsRow
            entry={line.entry}
            run={runOf(line.entry.threadId)}
            now={now}
            chosen={chosen}
            onChoose={() => choose(line.key)}
          />
        );
      case "group":
        return <GroupRow group={line.group} now={now} chosen={chosen} onChoose={() => choose(line.key)} />;
    }
  };

  const automations = useAutomationNames(prefs);
  const first = sections.find(({ name }) => name === "Do first")?.lines.length ?? 0;
  const nothingThere = ready && lines.length === 0 && (tab !== "morning" || sections.length === 0);
  return (
    <section aria-label="Inbox" className="flex min-h-0 min-w-0 flex-1 flex-col bg-pane">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-5 whitespace-nowrap">
        <h1 className="font-strong">Inbox</h1>
        <span className="w-1" />
        <Segmented<InboxTab>
          label="Show"
          value={tab}
          choices={[
            { value: "morning", label: "Morning" },
            { value: "unread", label: unread > 0 ? `Unread ${unread.toLocaleString("en")}` : "Unread" },
            { value: "all", label: "All" },
          ]}
          onChange={(next) => inboxPrefs.set({ tab: next })}
        />
        <span className="flex-1" />
        <Select<AutomationId | "">
          label="Automation"
          look="pick"
          value={automationId ?? ""}
          choices={[{ value: "", label: "All automations" }, ...automations]}
          onChange={(next) => inboxPrefs.set({ automationId: next === "" ? undefined : next })}
        />
        <Select<ProjectId | "">
          label="Project"
          look="pick"
          value={projectId ?? ""}
          choices={[{ value: "", label: "All projects" }, ...known.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(next) => inboxPrefs.set({ projectId: next === "" ? undefined : next })}
        />
        <Select<Outcome | "">
          label="Outcome"
          look="pick"
          value={outcome ?? ""}
          choices={[
            { value: "", label: "All outcomes" },
            ...(Object.keys(outcomes) as Outcome[]).map((value) => ({ value, label: outcomeNames[value] })),
          ]}
          onChange={(next) => inboxPrefs.set({ outcome: next === "" ? undefined : next })}
        />
      </header>
      <div className="flex min-h-0 flex-1 max-[1000px]:flex-col">
        <div className="@container flex min-h-0 min-w-0 flex-1 flex-col">
          <div ref={list} className="flex min-h-0 flex-1 flex-col">
            {tab === "morning" ? (
              <div className="min-h-0 flex-1 overflow-y-auto pb-3">
                <MorningHead morning={morning} first={first} now={now} />
                <MorningList
                  sections={ready ? sections : []}
                  shown={shown}
                  onMore={() => setShown(Number.POSITIVE_INFINITY)}
                  nothingOpen={nothingOpen}
                  onNothing={(open) => inboxPrefs.set({ nothingOpen: open })}
                  carriedOn={morning.carriedOn}
                  draw={draw}
                />
                {nothingThere && <Empty tab={tab} filtered={filtered} />}
              </div>
            ) : nothingThere ? (
              <Empty tab={tab} filtered={filtered} />
            ) : (
              <AllList name={tab === "all" ? "All" : "Unread"} lines={lines} now={now} handle={virtual} draw={draw} />
            )}
          </div>
          <Foot
            selected={selected.size}
            archived={targets.length > 0 && targets.every((row) => row.archived)}
            unread={targets.some((row) => row.unread)}
            onArchive={archive}
            onUnread={toggleUnread}
            onClear={choice.clear}
          />
        </div>
        <Detail
          line={current}
          run={current?.kind === "waits" ? runOf(current.entry.threadId) : undefined}
          acts={acts}
          onArchive={() => single && putAway([single])}
        />
      </div>
    </section>
  );
}

/** The automations to choose from: those whose words are here, by name. */
function useAutomationNames({ automationId }: InboxPrefs) {
  const { inbox } = useApp();
  const rows = useSelect(inbox, (state) => state.rows);
  const [names, setNames] = useState<ReadonlyMap<AutomationId, string>>(() => new Map());
  const fresh = rows.filter((row) => !names.has(row.automationId));
  if (fresh.length > 0)
    setNames(new Map([...names, ...fresh.map((row) => [row.automationId, row.automationName] as const)]));
  const missing = automationId !== undefined && !names.has(automationId);
  return [...names, ...(missing ? [[automationId, "One automation"] as const] : [])]
    .map(([value, label]) => ({ value, label: visibleName(label) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The keys, or what can be done with the selection. */
function Foot({
  selected,
  archived,
  unread,
  onArchive,
  onUnread,
  onClear,
}: {
  readonly selected: number;
  readonly archived: boolean;
  readonly unread: boolean;
  readonly onArchive: () => void;
  readonly onUnread: () => void;
  readonly onClear: () => void;
}) {
  if (selected > 0)
    return (
      <div
        role="toolbar"
        aria-label="Selection"
        className="flex h-9 shrink-0 items-center gap-1.5 border-t border-line bg-raised pr-3 pl-5"
      >
        <span role="status" className="min-w-24 text-small font-medium tabular-nums">
          {some(selected, "entry", "entries")} selected
        </span>
        <Button size="small" hint="E" onClick={onArchive}>
          {archived ? "Back to the inbox" : "Archive"}
        </Button>
        <Button size="small" hint="U" onClick={onUnread}>
          {unread ? "Mark as read" : "Mark as unread"}
        </Button>
        <span className="flex-1" />
        <Button size="small" variant="plain" hint="Esc" onClick={onClear}>
          Clear
        </Button>
      </div>
    );
  return (
    <div
      aria-hidden
      className="flex h-9 shrink-0 items-center gap-4 overflow-hidden border-t border-line px-5 text-micro whitespace-nowrap text-text-3 *:flex *:items-center *:gap-1.5 @max-[680px]:gap-3 @max-[680px]:px-4"
    >
      <span>
        <Kbd>J</Kbd>
        <Kbd>K</Kbd> move
      </span>
      <span>
        <Kbd>X</Kbd> select
      </span>
      <span className="@max-[680px]:hidden!">
        <Kbd>A</Kbd> all
      </span>
      <span>
        <Kbd>E</Kbd> archive
      </span>
      <span>
        <Kbd>U</Kbd> unread
      </span>
      <span>
        <Kbd>R</Kbd> review
      </span>
      <span>
        <Kbd>C</Kbd> continue as thread
      </span>
      <span className="@max-[720px]:hidden!">
        <Kbd>↵</Kbd> open
      </span>
    </div>
  );
}

function Empty({ tab, filtered }: { readonly tab: InboxTab; readonly filtered: boolean }) {
  const [title, words] = filtered
    ? ["Nothing fits", "No entry is of this automation, project and outcome."]
    : tab === "unread"
      ? ["All read", "Findings, changes and reports of automations that you have not seen appear here."]
      : tab === "morning"
        ? ["Nothing waits here", "What automations find, change or fail at while you are away is told here."]
        : ["Nothing yet", "What automations find, change or report is kept here."];
  return (
    <div className="grid flex-1 place-content-center justify-items-center gap-0.5 py-16 text-center">
      <Icon of={Inbox} className="mb-1.5 size-[18px] text-text-3" />
      <p className="font-strong">{title}</p>
      <p className="max-w-[300px] text-small text-balance text-text-2">{words}</p>
    </div>
  );
}
