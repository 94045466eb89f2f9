import type { Thread, ThreadId, ThreadSettings } from "@flightdeck/contract";
import { MessageSquare } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { AttachButton, AttachmentStrip, canGo, DropZone, useAttachments } from "../attachments/index.ts";
import { useAct } from "../acts/index.ts";
import { frontThread } from "../layout/store.ts";
import { ModeToggle } from "../plan/index.ts";
import { DictateButton, Dictation } from "../voice/index.ts";
import { Lanes } from "./Lanes.tsx";
import { MessageBox, type MessageBoxHandle } from "./MessageBox.tsx";
import type { OutgoingMessage } from "./message.ts";
import { ModelPick, PermissionsPick } from "./Pickers.tsx";
import { SendButton, TurnButtons } from "./SendButtons.tsx";
import { useAside } from "./useAside.ts";
import { useThreadCommands } from "./useThreadCommands.ts";

/** The kind of turn that runs: an agent's can be steered. */
const runningKind = (thread: Thread) => {
  const turn = thread.turns.at(-1);
  return turn?.outcome === "running" ? turn.kind : undefined;
};

const placeholders = {
  none: "Ask for a change",
  agent: "Steer this turn, or queue what comes next",
  compaction: "Queue what comes next",
  review: "Queue what comes after the review",
} as const;

/** What was said to the agent in this thread, newest last. */
const said = (thread: Thread): readonly string[] =>
  thread.turns.flatMap((turn) =>
    turn.items.flatMap((item) => (item.type === "user_message" && item.text !== "" ? [item.text] : [])),
  );

/** The foot of a thread: write, send, steer or queue, stop, and choose how the agent works. */
export function Composer({ threadId, autoFocus }: { readonly threadId: ThreadId; readonly autoFocus: boolean }) {
  const { client, threads, layout, toasts } = useApp();
  const kind = useThread(threadId, runningKind);
  const projectId = useThread(threadId, (thread) => thread.projectId);
  const running = kind !== undefined;
  const steerable = kind === "agent";
  const [empty, setEmpty] = useState(true);
  const box = useRef<MessageBoxHandle>(null);
  const [place] = useState({ threadId });
  const attachments = useAttachments(threadId, place);
  const nothing = !useSelect(attachments.store, canGo) && empty;
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  const failed = useFailed();
  const commands = useThreadCommands(threadId);
  const foot = useRef<HTMLDivElement>(null);
  const aside = useAside(threadId, { place: foot, empty: nothing, focus: () => box.current?.focus() });

  const send = async ({ id, way, ...said }: OutgoingMessage) => {
    const message = { threadId, messageId: id, ...said };
    if (way === "queue" || !steerable) return void (await client.turns.send(message));
    try {
      await client.turns.steer(message);
    } catch (error) {
      // The turn became one that takes no word: then the message waits for its end.
      if (readFailure(error).code !== "turn_not_steerable") throw error;
      await client.turns.send(message);
    }
  };
  const onLost = (text: string) => {
    box.current?.append(text);
    toasts.add({ tone: "plain", title: "The message went out as it was", detail: "Your change of it is in the box." });
  };
  const remedy = (failure: Failure): ReactNode =>
    failure.code === "worktree_missing" && (
      <Button size="small" onClick={() => void client.worktrees.restore({ threadId }).catch(failed)}>
        Restore the worktree
      </Button>
    );

  return (
    <div ref={foot} className="@container mx-auto w-full max-w-[calc(var(--measure)+32px)] flex-none px-3 pb-3">
      <Dictation draftKey={threadId} threadId={threadId} />
      {aside.hidden && (
        <Button variant="plain" size="small" icon={MessageSquare} onClick={aside.write}>
          Write a message instead
        </Button>
      )}
      <DropZone attachments={attachments} hidden={aside.hidden}>
        <MessageBox
          key={threadId}
          extras={attachments.holder}
          onAttach={attachments.add}
          attachments={<AttachmentStrip attachments={attachments} />}
          ref={box}
          draftKey={threadId}
          projectId={projectId}
          place={place}
          commands={commands}
          autoFocus={autoFocus}
          placeholder={placeholders[kind ?? "none"]}
          onEmptyChange={setEmpty}
          earlier={() => {
            const open = threads.store(threadId).getState();
            return open.state === "ready" ? said(open.thread) : [];
          }}
          onSend={send}
          remedy={remedy}
          lanes={
            <Lanes
              threadId={threadId}
              running={running}
              steerable={steerable}
              onLost={onLost}
              onGone={() => box.current?.focus()}
            />
          }
          foot={
            <>
              <AttachButton attachments={attachments} keyed={front} />
              <HowItWorks threadId={threadId} keyed={front} />
              <span className="flex-1" />
              <DictateButton draftKey={threadId} />
              {running ? (
                <TurnButtons
                  threadId={threadId}
                  steerable={steerable}
                  empty={nothing}
                  submit={(way) => box.current?.submit(way)}
                />
              ) : (
                <SendButton disabled={nothing} onClick={() => box.current?.submit()} />
              )}
            </>
          }
        />
      </DropZone>
    </div>
  );
}

/** At the left of the foot: model, mode and permissions, each a picker of its own. */
function HowItWorks({ threadId, keyed }: { readonly threadId: ThreadId; readonly keyed: boolean }) {
  const { client } = useApp();
  const settings = useThread(threadId, (thread) => thread.settings);
  const failed = useFailed();
  const configure = (change: Partial<ThreadSettings>) =>
    void client.threads.configure({ threadId, settings: change }).catch(failed);
  useAct("plan-mode", () => configure({ mode: settings?.mode === "plan" ? "act" : "plan" }), keyed);
  if (settings === undefined) return null;
  return (
    <>
      <ModelPick settings={settings} onChange={configure} keyed={keyed} />
      <ModeToggle mode={settings.mode} onChange={(mode) => configure({ mode })} />
      <PermissionsPick settings={settings} onChange={configure} keyed={keyed} />
    </>
  );
}
