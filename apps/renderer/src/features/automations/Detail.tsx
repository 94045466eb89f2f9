import type { AutomationId, AutomationRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { FlaskConical, Play } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { clock } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { useAct, useKeyHint } from "../acts/index.ts";
import { download } from "../history/download.ts";
import { dayOf } from "./moments.ts";
import { type EditsStore, keepingMine, NEW, takingTheirs } from "./edits.ts";
import { Fields } from "./Fields.tsx";
import { type AutomationForm, emptyForm, fieldNames, formOf, type FieldName, readForm, readTrigger } from "./form.ts";
import { useEdits } from "./useEdits.ts";
import { usePreview } from "./usePreview.ts";
import { Webhook } from "./Webhook.tsx";

interface Props {
  readonly edits: EditsStore;
  /** Undefined: a new one. */
  readonly row: AutomationRow | undefined;
  /** What a new one begins with. */
  readonly start: AutomationForm;
  readonly onSaved: (automationId: AutomationId) => void;
  readonly onLeave: () => void;
  readonly onRun?: (dry: boolean) => void;
}

/** One automation as a form. It runs as it was saved last: what is being written is kept, and does nothing. */
export function Detail({ edits: store, row, start, onSaved, onLeave, onRun }: Props) {
  const { client, minutes } = useApp();
  const key = row?.id ?? NEW;
  const kept = useSyncExternalStore(store.subscribe, () => store.of(key));
  // A new one keeps what it began with, wherever the person is by then.
  const begun = kept === undefined ? start : (kept.over ?? emptyForm);
  const saved = useMemo(() => (row === undefined ? begun : formOf(row)), [row, begun]);
  const { form, changed, clashes, edits, change } = useEdits(store, key, saved);
  const read = useMemo(() => readForm(form), [form]);
  const trigger = useMemo(() => readTrigger(form.when), [form.when]);
  const preview = usePreview("trigger" in trigger ? trigger.trigger : undefined, row?.id);
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [saving, setSaving] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const failed = useFailed();
  const panel = useRef<HTMLElement>(null);
  const runHint = useKeyHint("run-automation");
  const saveHint = useKeyHint("save-automation");

  const problems = "problems" in read ? read.problems : {};
  const shown = Object.fromEntries(
    Object.entries(problems).filter(([name]) => tried || changed.includes(name as FieldName)), // its keys are fields
  );
  const isRefused = preview.current && preview.preview?.problem !== undefined;
  const dirty = changed.length > 0;
  const discard = () => {
    store.put(key, undefined);
    setTried(false);
    setFailure(undefined);
    if (row === undefined) onLeave();
  };
  const save = (paused = false) => {
    if (saving || (row !== undefined && !dirty) || clashes.length > 0) return;
    if (!("content" in read) || isRefused) {
      setTried(true);
      // The first field that is wrong, once it says so.
      requestAnimationFrame(() => {
        const field = panel.current?.querySelector<HTMLElement>(
          "[aria-invalid=true], [data-bad] :is(input, [role=textbox])",
        );
        field?.focus({ preventScroll: true });
        field?.scrollIntoView({ block: "center" });
      });
      return;
    }
    const { content } = read;
    setSaving(true);
    setFailure(undefined);
    const work =
      row === undefined
        ? client.automations.create({ content, paused })
        : client.automations
            .update({ automationId: row.id, content, since: row.updatedAt })
            .then(() => ({ automationId: row.id }));
    work
      .then(
        ({ automationId }) => {
          // What was typed while it was saved stays.
          if (store.of(key) === edits) store.put(key, undefined);
          setTried(false);
          onSaved(automationId);
        },
        (error: unknown) => setFailure(readFailure(error)),
      )
      .finally(() => setSaving(false));
  };
  useAct("save-automation", () => save(), dirty);
  const exportOne = (automationId: AutomationId) => {
    client.automations.export({ automationIds: [automationId] }).then((file) => download(window, file), failed);
  };

  return (
    <aside
      ref={panel}
      aria-label={row === undefined ? "New automation" : "Automation"}
      className="@container flex min-h-0 w-[clamp(420px,42%,560px)] shrink-0 flex-col border-l border-line max-[1000px]:w-full max-[1000px]:flex-1 max-[1000px]:border-t max-[1000px]:border-l-0"
    >
      <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-5">
        <h2 className="min-w-0 flex-1 truncate font-strong">
          {row === undefined ? "New automation" : visibleName(row.name)}
        </h2>
        {row !== undefined && (
          <>
            <Button variant="plain" size="small" icon={FlaskConical} onClick={() => onRun?.(true)}>
              Dry run
            </Button>
            <Button size="small" icon={Play} hint={runHint ?? "R"} onClick={() => onRun?.(false)}>
              Run now
            </Button>
          </>
        )}
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-5 py-4">
        {clashes.length > 0 && edits !== undefined && (
          <Clash
            names={clashes}
            onMine={() => store.put(key, keepingMine(edits, saved))}
            onTheirs={() => store.put(key, takingTheirs(edits, saved))}
          />
        )}
        {row?.problem !== undefined && !dirty && (
          <FailureNote
            failure={{ message: `It cannot run as it is: ${visibleName(row.problem).replace(/\.$/, "")}` }}
          />
        )}
        <Fields
          self={row?.id}
          form={form}
          problems={shown}
          preview={preview}
          isNew={row === undefined}
          webhook={
            form.when.kind === "webhook" && (
              <Webhook automationId={row?.trigger.kind === "webhook" ? row.id : undefined} />
            )
          }
          onChange={change}
          onSave={() => save()}
        />
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="border-t border-line px-5 py-2" />}
      <footer className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-t border-line px-3 py-2 pl-5">
        <span
          role="status"
          className={clsx(
            "min-w-[150px] flex-1 truncate text-micro text-text-3",
            row === undefined && "basis-full @min-[520px]:basis-auto",
          )}
        >
          {dirty || row === undefined
            ? row === undefined
              ? dirty && "Nothing runs until it is saved"
              : "Not saved; it runs as it was"
            : `Saved ${clock(row.updatedAt)}${savedDay(row.updatedAt, minutes.getState())}`}
        </span>
        {row !== undefined && !dirty ? (
          <>
            <Button variant="plain" className="text-red! hover:text-red!" onClick={() => setDeleting(true)}>
              Delete…
            </Button>
            <Button onClick={() => exportOne(row.id)}>Export TOML</Button>
          </>
        ) : (
          <>
            {row === undefined && <span className="flex-1 @min-[520px]:hidden" />}
            <Button variant="plain" onClick={discard}>
              Discard
            </Button>
            {row === undefined && <Button onClick={() => save(true)}>Save paused</Button>}
            <Button variant="primary" hint={saveHint} disabled={saving || clashes.length > 0} onClick={() => save()}>
              {row === undefined ? "Save and switch on" : "Save"}
            </Button>
          </>
        )}
      </footer>
      {row !== undefined && (
        <Confirm
          open={deleting}
          danger
          title={`Delete “${visibleName(row.name)}”?`}
          action="Delete"
          onClose={() => setDeleting(false)}
          onConfirm={() => {
            setDeleting(false);
            client.automations.delete({ automationId: row.id }).then(() => {
              store.put(key, undefined);
              onLeave();
            }, failed);
          }}
        >
          It will not begin again, and runs that wait for their turn are taken back. Stays: a run that is under way, all
          earlier runs with their threads and worktrees, and what they found in the inbox.
        </Confirm>
      )}
    </aside>
  );
}

/** The day beside the time, where it was not today. */
const savedDay = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? "" : `, ${dayOf(at, now)}`;

function Clash({
  names,
  onMine,
  onTheirs,
}: {
  readonly names: readonly FieldName[];
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}): ReactNode {
  return (
    <FailureNote
      failure={{
        message: `Somebody else changed ${names.map((name) => fieldNames[name]).join(", ")} meanwhile, in another window or by command`,
      }}
    >
      <Button size="small" onClick={onMine}>
        Keep mine
      </Button>
      <Button size="small" onClick={onTheirs}>
        Take theirs
      </Button>
    </FailureNote>
  );
}
