import type { LandingCheck, LandingPreview, LandMethod, ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useId, useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { OverrideField } from "../reading/OverrideField.tsx";
import { ConflictList } from "./Conflicts.tsx";
import { MessageField } from "./MessageField.tsx";
import { useLandingPreview } from "./useLandingPreview.ts";
import { useSubmit } from "./useSubmit.ts";

interface Props {
  readonly threadId: ThreadId;
  readonly landing: LandingCheck;
  readonly onClose: () => void;
  readonly onLanded: (landed: { readonly base: string; readonly commit: string }) => void;
  /** The host said no: what was known of the base is out of date. */
  readonly onRefused: () => void;
}

/** Brings the thread's branch onto its base. */
export function LandDialog({ open, ...rest }: Props & { readonly open: boolean }) {
  return (
    <Dialog open={open} onClose={rest.onClose} className="w-[520px] px-5 pb-5">
      <DialogHead title={`Land on ${visibleName(rest.landing.base ?? "base")}`} onClose={rest.onClose} />
      <Form {...rest} />
    </Dialog>
  );
}

function Form({ threadId, landing, onClose, onLanded, onRefused }: Props) {
  const { client } = useApp();
  const group = useId();
  const [method, setMethod] = useState<LandMethod>("squash");
  const [message, setMessage] = useState(landing.suggestedMessage);
  const [reason, setReason] = useState("");
  const [withoutHooks, setWithoutHooks] = useState(false);
  const closed = landing.gate?.state === "closed" ? landing.gate : undefined;
  const { busy, failure, submit } = useSubmit(
    () =>
      client.landing.land({
        threadId,
        method,
        message,
        withoutHooks,
        ...(closed && { override: { fingerprint: closed.fingerprint, reason } }),
      }),
    onLanded,
    onRefused,
  );
  const tried = useLandingPreview(threadId, method);
  const conflicts = tried !== undefined && "state" in tried && tried.state === "conflict";
  const ready = message.trim() !== "" && !busy && !conflicts && (closed === undefined || reason.trim() !== "");
  const commits = landing.ahead === 1 ? "1 commit" : `${landing.ahead} commits`;
  const base = visibleName(landing.base ?? "the base");
  return (
    <div
      onKeyDown={(event) => {
        // The message does it by itself.
        if (event.defaultPrevented || event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <fieldset className="mb-3 grid grid-cols-3 gap-1.5">
        <legend className="sr-only">How to land</legend>
        <Choice
          group={group}
          value="squash"
          chosen={method}
          onChoose={setMethod}
          title="Squash"
          note={`One commit on ${base}`}
        />
        <Choice
          group={group}
          value="merge"
          chosen={method}
          onChoose={setMethod}
          title="Merge"
          note={`${commits} and a merge`}
        />
        <Choice
          group={group}
          value="rebase"
          chosen={method}
          onChoose={setMethod}
          title="Rebase"
          note={landing.ahead === 1 ? "1 commit on top" : `${commits}, one by one on top`}
        />
      </fieldset>
      {method !== "rebase" && (
        <MessageField label="Commit message" value={message} onChange={setMessage} onSubmit={() => ready && submit()} />
      )}
      {tried !== undefined && "message" in tried ? (
        <FailureNote failure={tried} className="mt-3" />
      ) : (
        <Preview preview={tried} base={landing.base ?? "the base"} />
      )}
      {closed !== undefined && <OverrideField gate={closed} reason={reason} onChange={setReason} />}
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      {failure?.code === "hook_failed" && !withoutHooks && (
        <Button size="small" className="mt-2" onClick={() => setWithoutHooks(true)}>
          Leave the hooks out
        </Button>
      )}
      <div className="mt-4 flex items-center gap-2">
        <span className="flex-1 text-small text-text-3">Other changes there stay as they are</span>
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button variant={closed === undefined ? "primary" : "danger"} disabled={!ready} onClick={submit}>
          {busy ? "Landing" : closed !== undefined ? "Land all the same" : withoutHooks ? "Land without hooks" : "Land"}
        </Button>
      </div>
    </div>
  );
}

/** What the trial on objects said. */
function Preview({ preview, base }: { readonly preview: LandingPreview | undefined; readonly base: string }) {
  if (preview === undefined) return <p className="mt-3 h-5 text-small text-text-3">Trying it beside every checkout</p>;
  const { state, method, commits, conflicts, at, differs } = preview;
  if (state !== "conflict")
    return (
      <div role="status" className="mt-3 min-h-5 text-small text-text-2">
        {method === "rebase"
          ? `Tried: ${commits === 1 ? "1 commit goes" : `${commits} commits go`} on top of ${visibleName(base)}, nothing conflicts`
          : "Tried: nothing conflicts"}
        <Signatures preview={preview} />
      </div>
    );
  return (
    <div role="status" className="mt-3 text-small">
      <p className="mb-1.5 font-medium text-amber">
        {differs
          ? "Its commits, one by one, do not give what it is now. Squash or merge it."
          : at === undefined
            ? `It conflicts with ${visibleName(base)}`
            : `“${visibleName(at.subject)}” conflicts when it is put on top. Squash or merge it.`}
      </p>
      {conflicts.length > 0 && <ConflictList conflicts={conflicts} base={base} />}
    </div>
  );
}

/** Who will have signed what lands. */
function Signatures({ preview: { method, commits, signs, unsigned = 0 } }: { readonly preview: LandingPreview }) {
  const theirs = unsigned === 1 ? "1 commit is signed as it is" : `${unsigned} commits are signed as they are`;
  if (unsigned > 0 && !signs)
    return (
      <p className="mt-1 text-pretty text-amber">
        {theirs}: on top, {unsigned === 1 ? "its signature is" : "their signatures are"} dropped. A merge keeps them.
      </p>
    );
  if (!signs) return null;
  return (
    <p className="mt-1 text-pretty">
      {method === "rebase" && commits !== 1 ? "Each is signed with your key" : "Signed with your key"}
      {unsigned > 0 && `, in the place of ${unsigned === 1 ? "the signature" : "signatures"} that the work has`}
    </p>
  );
}

function Choice({
  group,
  value,
  chosen,
  onChoose,
  title,
  note,
}: {
  readonly group: string;
  readonly value: LandMethod;
  readonly chosen: LandMethod;
  readonly onChoose: (method: LandMethod) => void;
  readonly title: string;
  readonly note: string;
}) {
  const on = value === chosen;
  return (
    <label
      className={clsx(
        "block rounded-2 border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-focus",
        on ? "border-accent bg-accent-soft inset-ring inset-ring-accent" : "border-line-strong bg-raised",
      )}
    >
      <input
        type="radio"
        name={group}
        className="sr-only"
        checked={on}
        onChange={() => onChoose(value)}
        aria-label={title}
      />
      <span className="block font-medium">{title}</span>
      <span className="block text-small text-text-2">{note}</span>
    </label>
  );
}
