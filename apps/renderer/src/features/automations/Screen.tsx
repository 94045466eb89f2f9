import type { AutomationId, AutomationRow, AutomationTemplate } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { Confirm } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Kbd } from "../../ui/Button.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { useAct } from "../acts/index.ts";
import { download } from "../history/download.ts";
import { AutomationList } from "./AutomationList.tsx";
import { Detail } from "./Detail.tsx";
import { createEdits, type EditsStore, NEW } from "./edits.ts";
import { Empty } from "./Empty.tsx";
import { emptyForm, formOf } from "./form.ts";
import { GroupHead } from "./GroupHead.tsx";
import { Header, PausedNote } from "./Header.tsx";
import { type Imported, ImportReport } from "./ImportReport.tsx";
import { RunList } from "./RunList.tsx";
import { Templates } from "./Templates.tsx";
import { useFrontProject } from "./useFrontProject.ts";
import { useListKeys } from "./useListKeys.ts";
import { WhereTheyRun } from "./WhereTheyRun.tsx";
import { inOrder } from "./words.ts";

/** More than a file of automations ever has. */
const FILE_LIMIT = 4_000_000;

/** The automations: the list, the runs of the chosen one, and its form. */
export default function Screen() {
  const { client, automations, automationsPlace } = useApp();
  const { rows, loaded, allPaused, failure } = useSelect(automations, (state) => state);
  const place = useSelect(automationsPlace, (state) => state);
  const [edits] = useState(() => createEdits(window.localStorage));
  const [imported, setImported] = useState<Imported>();
  /** A template that would take the place of what is written. */
  const [offered, setOffered] = useState<AutomationTemplate>();
  const failed = useFailed();
  const front = useFrontProject();
  const screen = useRef<HTMLDivElement>(null);
  const order = useMemo(() => inOrder(rows.values()), [rows]);
  const written = useWritten(edits, rows, loaded);
  const chosen = place.at === "one" ? ((place.automationId && rows.get(place.automationId)) ?? order[0]) : undefined;

  const choose = useCallback(
    (automationId: AutomationId) => automationsPlace.go({ at: "one", automationId }),
    [automationsPlace],
  );
  const setOn = useCallback(
    (automationId: AutomationId, on: boolean) =>
      void client.automations.setPaused({ automationId, paused: !on }).catch(failed),
    [client, failed],
  );
  const run = ({ id }: AutomationRow, dry = false) =>
    void client.automations.run({ automationId: id, dry }).catch(failed);
  // Whoever leads here from elsewhere sees it in the list too.
  const chosenId = chosen?.id;
  useEffect(() => {
    if (chosenId === undefined) return;
    screen.current?.querySelector(`[data-automation="${CSS.escape(chosenId)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosenId]);
  const edit = () => screen.current?.querySelector<HTMLElement>('aside [role="textbox"], aside input')?.focus();
  useListKeys({
    list: screen,
    rows: order,
    chosen,
    choose,
    edit,
    toggle: (row) => setOn(row.id, row.paused),
    run,
  });
  useAct("run-automation", () => chosen && run(chosen), chosen !== undefined);
  useAct("pause-automation", () => chosen && setOn(chosen.id, chosen.paused), chosen !== undefined);

  const fill = ({ content }: AutomationTemplate) => {
    const projects = content.projects.length > 0 || front === undefined ? content.projects : [front];
    edits.put(NEW, { form: formOf({ ...content, projects }) });
    automationsPlace.go({ at: "new" });
  };
  const offer = (template: AutomationTemplate) => (written.has(NEW) ? setOffered(template) : fill(template));
  const begin = () => automationsPlace.go({ at: "new" });
  const start = useMemo(() => (front === undefined ? emptyForm : { ...emptyForm, projects: [front] }), [front]);
  const take = async (file: File) => {
    const { name: fileName } = file;
    try {
      if (file.size > FILE_LIMIT) throw new Error("The file is too large for a file of automations");
      const { automationIds } = await client.automations.import({ text: await file.text() });
      setImported({ fileName, automationIds });
    } catch (error) {
      setImported({ fileName, failure: readFailure(error) });
    }
  };
  const exportAll = () => void client.automations.export({}).then((file) => download(window, file), failed);

  const isEmpty = loaded && rows.size === 0 && place.at !== "new";
  return (
    <div ref={screen} className="flex min-h-0 flex-1 flex-col">
      <Header
        on={order.filter(({ paused }) => !paused).length}
        all={order.length}
        allPaused={allPaused}
        onPauseAll={(paused) => void client.automations.setAllPaused({ paused }).catch(failed)}
        showsTemplates={place.at === "templates"}
        onTemplates={() => automationsPlace.go(place.at === "templates" ? { at: "one" } : { at: "templates" })}
        onNew={begin}
        onImport={(file) => void take(file)}
        onExport={exportAll}
      />
      {allPaused && (
        <PausedNote onResume={() => void client.automations.setAllPaused({ paused: false }).catch(failed)} />
      )}
      {failure !== undefined && <FailureNote failure={failure} className="px-5 py-2" />}
      {place.at === "templates" && !isEmpty && (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <p className="px-5 py-3 text-small text-text-2">
            Each fills in the form. Nothing runs until you have looked at it and saved it.
          </p>
          <Templates onUse={offer} />
        </div>
      )}
      {isEmpty && <Empty hasDraft={written.has(NEW)} onNew={begin} onUse={offer} />}
      {!isEmpty && place.at !== "templates" && (
        <div className="flex min-h-0 flex-1 max-[1000px]:flex-col">
          <div className="@container flex min-h-0 min-w-0 flex-1 flex-col max-[1000px]:max-h-[45%]">
            <div
              className={clsx(
                "min-h-[120px] overflow-y-auto border-b border-line [&>section:last-of-type_li:last-child]:border-b-0",
                chosen === undefined ? "flex-1" : "max-h-[62%] shrink",
              )}
            >
              {written.has(NEW) && (
                <NewLine
                  edits={edits}
                  chosen={place.at === "new"}
                  onChoose={() => automationsPlace.go({ at: "new" })}
                />
              )}
              <AutomationList
                rows={order}
                allPaused={allPaused}
                chosen={chosen?.id}
                written={written}
                onChoose={choose}
                onSwitch={setOn}
              />
            </div>
            {chosen !== undefined && (
              <div tabIndex={0} /* it scrolls */ className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
                <RunList key={chosen.id} row={chosen} />
              </div>
            )}
            {order.length > 0 && <Foot />}
          </div>
          {place.at === "new" ? (
            <Detail
              key={NEW}
              edits={edits}
              row={undefined}
              start={start}
              onSaved={choose}
              onLeave={() => automationsPlace.go({ at: "one" })}
            />
          ) : (
            chosen !== undefined && (
              <Detail
                key={chosen.id}
                edits={edits}
                row={chosen}
                start={start}
                onSaved={choose}
                onLeave={() => automationsPlace.go({ at: "one" })}
                onRun={(dry) => run(chosen, dry)}
              />
            )
          )}
        </div>
      )}
      {imported !== undefined && (
        <ImportReport
          imported={imported}
          onClose={() => setImported(undefined)}
          onShow={(automationId) => {
            setImported(undefined);
            choose(automationId);
          }}
        />
      )}
      <Confirm
        open={offered !== undefined}
        title="Take the place of what you wrote?"
        action="Use the template"
        onClose={() => setOffered(undefined)}
        onConfirm={() => {
          if (offered !== undefined) fill(offered);
          setOffered(undefined);
        }}
      >
        A new automation is half written and not saved. The template fills the same form.
      </Confirm>
    </div>
  );
}

/**
 * Under which keys something is written and not saved. What was written of an automation that is gone becomes a new one,
 * where no other is being written.
 */
function useWritten(
  edits: EditsStore,
  rows: ReadonlyMap<AutomationId, AutomationRow>,
  loaded: boolean,
): ReadonlySet<string> {
  const { toasts } = useApp();
  const keys = useSyncExternalStore(edits.subscribe, () => edits.keys().join(" "));
  useEffect(() => {
    if (!loaded) return;
    for (const key of edits.keys()) {
      const lost = edits.of(key);
      if (key === NEW || lost === undefined || rows.has(key as AutomationId)) continue; // a key is NEW or an id
      if (edits.of(NEW) !== undefined) continue;
      edits.put(key, undefined);
      edits.put(NEW, { form: lost.form });
      toasts.add({
        tone: "plain",
        title: `${visibleName(lost.form.name)} was deleted elsewhere`,
        detail: "What you wrote is kept as a new automation, which runs only once it is saved.",
      });
    }
  }, [edits, rows, loaded, toasts, keys]);
  return useMemo(() => new Set(keys === "" ? [] : keys.split(" ")), [keys]);
}

function NewLine({
  edits,
  chosen,
  onChoose,
}: {
  readonly edits: EditsStore;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const name = useSyncExternalStore(edits.subscribe, () => edits.of(NEW)?.form.name.trim());
  return (
    <section aria-label="Not saved">
      <GroupHead name="Not saved" />
      <button
        type="button"
        aria-current={chosen || undefined}
        onClick={onChoose}
        className={`flex h-9 w-full items-center border-b border-line px-5 text-left font-medium ${chosen ? "bg-selected" : "hover:bg-hover"}`}
      >
        <span className="w-10 shrink-0" />
        <span className="truncate">{name === undefined || name === "" ? "New automation" : visibleName(name)}</span>
      </button>
    </section>
  );
}

/** Where automations run, and the keys of the list. */
function Foot() {
  return (
    <footer className="flex min-h-9 shrink-0 items-center gap-4 border-t border-line pr-5 pl-5">
      <WhereTheyRun className="min-w-0 flex-1 py-1" />
      <span className="flex items-center gap-1 text-micro whitespace-nowrap text-text-3 @max-[800px]:hidden">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd> move
        <Kbd className="ml-2">↵</Kbd> edit
        <Kbd className="ml-2">X</Kbd> on or off
        <Kbd className="ml-2">R</Kbd> run now
      </span>
    </footer>
  );
}
