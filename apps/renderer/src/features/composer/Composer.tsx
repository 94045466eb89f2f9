import type { QueuedMessage, Thread, ThreadId, ThreadSettings } from "@flightdeck/contract";
import { ArrowUp, CircleStop } from "lucide-react";
import { useRef, useState } from "react";
import { useApp, useThread } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { MessageBox, type MessageBoxHandle } from "./MessageBox.tsx";
import { ModelPick, PermissionsPick } from "./Pickers.tsx";
import { QueueLanes } from "./QueueLanes.tsx";

const isRunning = (thread: Thread) => thread.turns.at(-1)?.outcome === "running";
const noQueue: readonly QueuedMessage[] = [];

/** What was said to the agent in this thread, newest last. */
const said = (thread: Thread): readonly string[] =>
  thread.turns.flatMap((turn) => turn.items.flatMap((item) => (item.type === "user_message" ? [item.text] : [])));

/** The foot of a thread: write, send or queue, stop, and choose how the agent works. */
export function Composer({ threadId, autoFocus }: { readonly threadId: ThreadId; readonly autoFocus: boolean }) {
  const { client, threads, toasts } = useApp();
  const running = useThread(threadId, isRunning) ?? false;
  const queue = useThread(threadId, (thread) => thread.queue) ?? noQueue;
  const settings = useThread(threadId, (thread) => thread.settings);
  const [empty, setEmpty] = useState(true);
  const box = useRef<MessageBoxHandle>(null);

  const fail = (error: unknown) => {
    const { message: title, detail } = readFailure(error);
    toasts.add({ tone: "bad", title, detail });
  };
  const configure = (change: Partial<ThreadSettings>) =>
    void client.threads.configure({ threadId, settings: change }).catch(fail);
  const stop = () =>
    void client.turns.interrupt({ threadId }).catch((error: unknown) => {
      if (readFailure(error).code !== "turn_not_running") fail(error);
    });

  return (
    <div className="@container mx-auto w-full max-w-[calc(var(--measure)+32px)] flex-none px-3 pb-3">
      <MessageBox
        key={threadId}
        ref={box}
        draftKey={threadId}
        autoFocus={autoFocus}
        placeholder={running ? "Queue what comes next" : "Ask for a change"}
        onEmptyChange={setEmpty}
        earlier={() => {
          const open = threads.store(threadId).getState();
          return open.state === "ready" ? said(open.thread) : [];
        }}
        onSend={async ({ id, text }) => {
          await client.turns.send({ threadId, messageId: id, text });
        }}
        remedy={(failure) =>
          failure.code === "worktree_missing" && (
            <Button size="small" onClick={() => void client.worktrees.restore({ threadId }).catch(fail)}>
              Restore the worktree
            </Button>
          )
        }
        lanes={<QueueLanes threadId={threadId} queue={queue} running={running} />}
        foot={
          <>
            {settings !== undefined && (
              <>
                <ModelPick settings={settings} onChange={configure} />
                <PermissionsPick settings={settings} onChange={configure} />
              </>
            )}
            <span className="flex-1" />
            {running ? (
              <>
                <IconButton label="Stop" icon={CircleStop} size="small" onClick={stop} />
                <Button
                  variant="primary"
                  size="small"
                  hint="↵"
                  className="ml-1"
                  disabled={empty}
                  onClick={() => box.current?.submit()}
                >
                  Queue
                </Button>
              </>
            ) : (
              <SendButton disabled={empty} onClick={() => box.current?.submit()} />
            )}
          </>
        }
      />
    </div>
  );
}

/** The one primary of a composer at rest. */
export function SendButton({ disabled, onClick }: { readonly disabled: boolean; readonly onClick: () => void }) {
  return (
    <Button
      variant="primary"
      size="small"
      aria-label="Send"
      className="ml-1 w-6 px-0!"
      icon={ArrowUp}
      disabled={disabled}
      onClick={onClick}
    />
  );
}
