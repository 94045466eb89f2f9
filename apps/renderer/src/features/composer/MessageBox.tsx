import type { FilePlace, MessageId, ProjectId } from "@flightdeck/contract";
import { MESSAGE_LIMIT, MessageId as MessageIdSchema } from "@flightdeck/contract";
import { clsx } from "clsx";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { loadDraft, openDraft, type OpenDraft } from "../drafts/index.ts";
import { type OpenBox, quoted } from "./boxes.ts";
import { joinDrafts } from "./document.ts";
import { createMessageEditor, type MessageEditor } from "./editor.ts";
import type { Extras, ExtrasHolder, OutgoingMessage, Way } from "./message.ts";
import type { SlashCommand } from "./suggestions/commandSource.ts";
import { useNaming } from "./suggestions/useNaming.ts";
import { useSuggestions } from "./suggestions/useSuggestions.tsx";

export interface MessageBoxHandle {
  readonly submit: (way?: Way) => void;
  readonly focus: () => void;
  readonly setText: (text: string) => void;
  /** Puts text behind what is written. */
  readonly append: (text: string) => void;
}

interface Props {
  /** Under which the unsent text is kept. Another key is another box: give it as `key` too. */
  readonly draftKey: string;
  /** Whose skills can be named. */
  readonly projectId?: ProjectId;
  /** Whose files can be named. */
  readonly place?: FilePlace;
  /** What a slash at the message's beginning offers to do; the same list as long as it says the same. */
  readonly commands?: readonly SlashCommand[];
  readonly placeholder: string;
  /** Sends the text; a failure brings it back into the box, with the reason beside it. */
  readonly onSend: (message: OutgoingMessage) => Promise<void>;
  /** Holds what goes with the next message; taken when it is sent, given back should that fail. */
  readonly extras?: ExtrasHolder;
  /** Takes what is too much for a message to go along with it. */
  readonly onAttach?: (files: readonly File[]) => void;
  readonly earlier?: () => readonly string[];
  readonly onEmptyChange?: (empty: boolean) => void;
  /** Beside the reason of a failure: what to do about it. */
  readonly remedy?: (failure: Failure) => ReactNode;
  readonly autoFocus?: boolean;
  /** Over the text: what is on its way to the agent. */
  readonly lanes?: ReactNode;
  /** Between lanes and text: what goes with the next message. */
  readonly attachments?: ReactNode;
  readonly foot: ReactNode;
  readonly tall?: boolean;
  readonly ref?: Ref<MessageBoxHandle>;
}

/** Something that was to go along could not be kept: the message waits for the person's word. */
class NotAllArrived extends Error {}
/** What was to go without words turned out to be words. */
class NothingToSay extends Error {}
const notAllArrived: Failure = {
  code: "input_invalid",
  message: "Not everything could be attached; try again or take it out, then send the message",
};

const tooLong: Failure = {
  code: "input_invalid",
  message: `A message has at most ${MESSAGE_LIMIT.toLocaleString("en")} characters; attach what is longer as a file`,
};

const none = () => [];
const noCommands: readonly SlashCommand[] = [];
const noExtras: ExtrasHolder = {
  any: () => false,
  arrived: () => Promise.resolve(true),
  take: () => ({}),
  sent: () => {},
  giveBack: () => {},
};

/** A box to write a message in: keeps what is typed, sends it, and never loses it. */
export function MessageBox(props: Props) {
  const { draftKey, placeholder, lanes, attachments, foot, tall = false, remedy, ref } = props;
  const app = useApp();
  const mount = useRef<HTMLDivElement>(null);
  const editor = useRef<MessageEditor>(undefined);
  const draft = useRef<OpenDraft>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  /** A message that failed keeps its id, so that sending it again cannot send it twice. */
  const failed = useRef<{ readonly id: MessageId; readonly text: string }>(undefined);
  const sending = useRef(false);
  /** Enter was pressed while the message before was on its way. */
  const next = useRef<Way>(undefined);
  const [failure, setFailure] = useState<Failure>();
  const naming = useNaming({ ...props, commands: props.commands ?? noCommands });
  const suggesting = useSuggestions(editor, naming.sources, () => submit.current());
  const names = useRef({ ...naming, ...suggesting });
  useLayoutEffect(() => {
    names.current = { ...naming, ...suggesting };
  });
  const sendKey = useSelect(app.settings, (state) => state.settings?.composer.send ?? "enter");
  const enterSends = useRef(true);
  useLayoutEffect(() => {
    enterSends.current = sendKey === "enter";
  });
  const open = useSelect(app.connection, (state) => state.state === "open");
  // With the host back the reason is none any more; the text stays, to be sent.
  const shownFailure = open && failure?.code === "connection_lost" ? undefined : failure;

  const submit = useRef((way: Way = "send") => {
    const box = editor.current;
    const text = box?.text().trim() ?? "";
    const extras = latest.current.extras ?? noExtras;
    if (box === undefined || (text === "" && !extras.any())) return;
    if (text.length > MESSAGE_LIMIT) return setFailure(tooLong);
    if (sending.current) {
      next.current = way;
      return;
    }
    const skills = names.current.skillsIn(text);
    const threads = box.threads();
    const named = {
      ...(skills.length === 0 ? {} : { skills }),
      ...(threads.length === 0 ? {} : { threads }),
    };
    const written = box.draft();
    const id = failed.current?.text === text ? failed.current.id : MessageIdSchema.parse(app.newId());
    let taken: Extras = {};
    const send = async () => {
      if (!(await extras.arrived())) throw new NotAllArrived();
      taken = extras.take();
      // A file of the project is named in the box instead: now the person goes on from there.
      if (text === "" && Object.keys(taken).length === 0) throw new NothingToSay();
      await latest.current.onSend({ id, text, way, ...named, ...taken });
    };
    sending.current = true;
    setFailure(undefined);
    box.setText("");
    void send()
      .then(
        () => {
          failed.current = undefined;
          extras.sent();
        },
        (error: unknown) => {
          const since = box.draft();
          box.setDraft(since.trim() === "" ? written : joinDrafts(written, since));
          extras.giveBack(taken);
          failed.current = { id, text };
          next.current = undefined;
          if (error instanceof NothingToSay) return;
          setFailure(error instanceof NotAllArrived ? notAllArrived : readFailure(error));
        },
      )
      .finally(() => {
        sending.current = false;
        draft.current?.change(box.draft());
        draft.current?.flush();
        const again = next.current;
        next.current = undefined;
        if (again !== undefined) submit.current(again);
      });
  });

  useImperativeHandle(ref, () => ({
    submit: (way) => submit.current(way),
    focus: () => editor.current?.focus(),
    setText: (text) => editor.current?.setText(text),
    append: (text) => editor.current?.append(text),
  }));

  useEffect(() => {
    const place = mount.current;
    if (place === null) return;
    const kept = openDraft(app.client, draftKey, (text) => mirror(text));
    let touched = false;
    let mirroring = false;
    let left: string | undefined;
    const mirror = (draft: string) => {
      if (left !== undefined || sending.current || draft === box.draft()) return;
      mirroring = true;
      box.setDraft(draft);
      mirroring = false;
    };
    const box = createMessageEditor(place, {
      label: "Message",
      placeholder: latest.current.placeholder,
      earlier: () => (latest.current.earlier ?? none)(),
      enterSends: () => enterSends.current,
      onSubmit: (way) => submit.current(way),
      onBlur: () => kept.flush(),
      onHugePaste(text) {
        const attach = latest.current.onAttach;
        attach?.([new File([text], "Pasted text.txt", { type: "text/plain" })]);
        return attach !== undefined;
      },
      onCursor: (place) => names.current.onCursor(place),
      onKey: (key) => names.current.onKey(key),
      onChange(text) {
        touched = true;
        names.current.onText(text);
        latest.current.onEmptyChange?.(text.trim() === "");
        // What is being sent is the draft until the host has it; what another window saved is saved.
        if (!sending.current && !mirroring) kept.change(box.draft());
      },
    });
    editor.current = box;
    draft.current = kept;
    const door: OpenBox = {
      insertText: box.insertText,
      insertWords: box.insertWords,
      insertFile: (path) => box.insertChip({ kind: "file", path }),
      flush: () => kept.flush(),
      quote(text) {
        box.append(`${quoted(text)}\n\n`);
        box.focus();
      },
      append(text) {
        box.append(text);
        box.focus();
      },
      focus: box.focus,
    };
    const close = app.boxes.add(draftKey, door);
    // Text may be put in before the draft is here, and the box may go before: neither costs the other.
    let loading = true;
    const life = new AbortController();
    loadDraft(kept, app.connection, life.signal)
      .then(
        (before) => {
          if (left !== undefined)
            return touched && left.trim() !== "" ? kept.change(joinDrafts(before, left)) : undefined;
          if (!touched) return before === "" ? undefined : box.setDraft(before);
          const since = box.draft();
          if (since.trim() !== "" && before.trim() !== "") box.setDraft(joinDrafts(before, since));
        },
        () => {}, // the box went before a host came
      )
      .finally(() => {
        loading = false;
        if (left !== undefined) kept.close();
      });
    return () => {
      close();
      life.abort();
      left = box.draft();
      if (!loading) kept.close();
      box.destroy();
    };
  }, [app, draftKey]);

  useEffect(() => {
    // When it opens, not whenever its pane is touched; and not under the arrow keys of the tabs.
    const tabs = document.activeElement?.closest('[role="tablist"]') ?? null;
    if (latest.current.autoFocus === true && tabs === null) editor.current?.focus();
  }, []);
  useEffect(() => editor.current?.setPlaceholder(placeholder), [placeholder]);

  return (
    <div className="relative rounded-3 border border-line-strong bg-raised has-[.message-box:focus]:border-accent has-[.message-box:focus]:shadow-[0_0_0_1px_var(--accent)]">
      {suggesting.menu}
      {lanes}
      {attachments}
      <div
        className={clsx("overflow-y-auto", tall ? "max-h-[40vh]" : "max-h-[30vh]")}
        onClick={() => editor.current?.focus()}
      >
        <div ref={mount} className={tall ? "min-h-24!" : undefined} />
      </div>
      {shownFailure !== undefined && (
        <FailureNote failure={shownFailure} className="mx-3 mb-1 border-t border-line pt-2">
          {remedy?.(shownFailure)}
        </FailureNote>
      )}
      <div className="flex items-center gap-0.5 px-1.5 pt-1 pb-1.5">{foot}</div>
    </div>
  );
}
