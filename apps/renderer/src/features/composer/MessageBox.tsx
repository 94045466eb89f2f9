import type { MessageId, ProjectId } from "@flightdeck/contract";
import { MessageId as MessageIdSchema } from "@flightdeck/contract";
import { clsx } from "clsx";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { openDraft, type OpenDraft } from "../drafts/index.ts";
import { type OpenBox, withQuote } from "./boxes.ts";
import { createMessageEditor, type MessageEditor } from "./editor.ts";
import { useSkillMenu } from "./useSkillMenu.tsx";
import type { ExtrasHolder, OutgoingMessage, Way } from "./message.ts";

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
  readonly placeholder: string;
  /** Sends the text; a failure brings it back into the box, with the reason beside it. */
  readonly onSend: (message: OutgoingMessage) => Promise<void>;
  /** Holds what goes with the next message; taken when it is sent, given back should that fail. */
  readonly extras?: ExtrasHolder;
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

const none = () => [];
const noExtras: ExtrasHolder = { take: () => ({}), giveBack: () => {} };

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
  const naming = useSkillMenu(editor, props.projectId);
  const skills = useRef(naming);
  useLayoutEffect(() => {
    skills.current = naming;
  });
  const open = useSelect(app.connection, (state) => state.state === "open");
  // With the host back the reason is none any more; the text stays, to be sent.
  const shownFailure = open && failure?.code === "connection_lost" ? undefined : failure;

  const submit = useRef((way: Way = "send") => {
    const box = editor.current;
    const text = box?.text().trim() ?? "";
    if (box === undefined || text === "") return;
    if (sending.current) {
      next.current = way;
      return;
    }
    const extras = latest.current.extras ?? noExtras;
    const named = skills.current.named(text);
    const taken = { ...extras.take(), ...(named.length === 0 ? {} : { skills: named }) };
    const id = failed.current?.text === text ? failed.current.id : MessageIdSchema.parse(app.newId());
    sending.current = true;
    setFailure(undefined);
    box.setText("");
    void latest.current
      .onSend({ id, text, way, ...taken })
      .then(
        () => {
          failed.current = undefined;
        },
        (error: unknown) => {
          const typedSince = box.text();
          box.setText(typedSince.trim() === "" ? text : `${text}\n\n${typedSince}`);
          extras.giveBack(taken);
          failed.current = { id, text };
          next.current = undefined;
          setFailure(readFailure(error));
        },
      )
      .finally(() => {
        sending.current = false;
        draft.current?.change(box.text());
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
    append(text) {
      const written = editor.current?.text() ?? "";
      editor.current?.setText(written.trim() === "" ? text : `${written}\n\n${text}`);
    },
  }));

  useEffect(() => {
    const place = mount.current;
    if (place === null) return;
    const kept = openDraft(app.client, draftKey);
    let touched = false;
    const box = createMessageEditor(place, {
      label: "Message",
      placeholder: latest.current.placeholder,
      earlier: () => (latest.current.earlier ?? none)(),
      onSubmit: (way) => submit.current(way),
      onBlur: () => kept.flush(),
      onCursor: (before) => skills.current.onCursor(before),
      onKey: (key) => skills.current.onKey(key),
      onChange(text) {
        touched = true;
        skills.current.onText(text);
        latest.current.onEmptyChange?.(text.trim() === "");
        // What is being sent is the draft until the host has it.
        if (!sending.current) kept.change(text);
      },
    });
    editor.current = box;
    draft.current = kept;
    const door: OpenBox = {
      insertText: box.insertText,
      insertWords: box.insertWords,
      flush: () => kept.flush(),
      quote(text) {
        box.setText(withQuote(box.text(), text));
        box.focus();
      },
      append(text) {
        const written = box.text().trimEnd();
        box.setText(written === "" ? text : `${written}\n\n${text}`);
        box.focus();
      },
      focus: box.focus,
    };
    const close = app.boxes.add(draftKey, door);
    // Text may be put in before the draft is here, and the box may go before: neither costs the other.
    let loading = true;
    let left: string | undefined;
    const join = (text: string, since: string) =>
      text.trim() === "" || since === text ? since : `${text.trimEnd()}\n\n${since}`;
    kept
      .load()
      .then(
        (text) => {
          if (left !== undefined) return touched && left.trim() !== "" ? kept.change(join(text, left)) : undefined;
          if (!touched) return text === "" ? undefined : box.setText(text);
          const since = box.text();
          if (since.trim() !== "" && text.trim() !== "") box.setText(join(text, since));
        },
        () => {}, // without a host there is nothing to restore; what is typed is kept here
      )
      .finally(() => {
        loading = false;
        if (left !== undefined) kept.close();
      });
    return () => {
      close();
      left = box.text();
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
      {naming.menu}
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
