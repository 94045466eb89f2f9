import type { Terminal, TerminalEvent } from "@flightdeck/contract";
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { useApp, useSelectSame } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import type { SettingsState } from "../settings/store.ts";
import { safeHref } from "../conversation/markdown/links.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleText } from "../../ui/visibleText.ts";
import { FindBar } from "./FindBar.tsx";
import { createView, type Looks, type View } from "./view.ts";
import { createTally, createWriter } from "./writer.ts";

export interface ScreenHandle {
  /** Answers whether there is something that took it. */
  readonly focus: () => boolean;
  readonly find: () => void;
  readonly selection: () => string;
}

const standard: Looks = { fontSize: 12, screenReader: false };
const looksOf = ({ settings }: SettingsState): Looks => settings?.terminal ?? standard;
const sameLooks = (a: Looks, b: Looks) => a.fontSize === b.fontSize && a.screenReader === b.screenReader;

/** What one terminal shows, and the keys that it takes. */
export function Screen({
  terminal: { id, threadId },
  takesKeys,
  onSelection,
  onSend,
  ref,
}: {
  readonly terminal: Pick<Terminal, "id" | "threadId">;
  /** Asked once it is there. */
  readonly takesKeys: () => boolean;
  readonly onSelection: (selected: boolean) => void;
  readonly onSend: () => void;
  readonly ref: Ref<ScreenHandle>;
}) {
  const { client, connection, settings, newId } = useApp();
  const looks = useSelectSame(settings, looksOf, sameLooks);
  const mount = useRef<HTMLDivElement>(null);
  const view = useRef<View>(undefined);
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState({ at: 0, of: 0 });
  const [hovered, setHovered] = useState<string>();
  const failed = useFailed();
  const latest = useRef({ onSelection, onSend, failed, looks, takesKeys });
  useLayoutEffect(() => {
    latest.current = { onSelection, onSend, failed, looks, takesKeys };
  });

  useImperativeHandle(ref, () => ({
    focus() {
      view.current?.focus();
      return view.current !== undefined;
    },
    find: () => setFinding(true),
    selection: () => view.current?.selection() ?? "",
  }));

  useEffect(() => {
    const place = mount.current;
    if (place === null) return;
    const stop = new AbortController();
    const begin = () => {
      const write = createWriter(
        (text) => client.terminals.write({ terminalId: id, text }),
        (error) => {
          // One that was closed elsewhere is on its way out of here, too.
          if (readFailure(error).code !== "terminal_not_found") latest.current.failed(error);
        },
      );
      const drawn = (view.current = createView(place, {
        looks: latest.current.looks,
        onInput: write,
        onFit: (columns, rows) => void client.terminals.resize({ terminalId: id, columns, rows }).catch(() => {}),
        onSelection: (selected) => latest.current.onSelection(selected),
        onFind: () => setFinding(true),
        onSend: () => latest.current.onSend(),
        onFound: setFound,
        onHover: setHovered,
        openLink: openOutside,
        openFile: (file) =>
          void client.system.openEditor({ threadId, ...file }).catch((error: unknown) => latest.current.failed(error)),
      }));
      if (latest.current.takesKeys()) drawn.focus();
      void follow<{ readonly event: TerminalEvent; readonly tell: (characters: number) => void }>({
        connection,
        signal: stop.signal,
        open: async (signal) => {
          const watcher = newId();
          const tell = createTally((characters) =>
            client.terminals.acknowledge({ terminalId: id, watcher, characters }),
          );
          const events = await client.terminals.watch({ terminalId: id, watcher }, { signal });
          return (async function* () {
            for await (const event of events) yield { event, tell };
          })();
        },
        onEvent: ({ event, tell }) => drawn.show(event, tell),
      });
    };
    // It measures its letters once: they have to be there.
    void document.fonts.load(`${latest.current.looks.fontSize}px "JetBrains Mono Variable"`).then(
      () => stop.signal.aborted || begin(),
      () => stop.signal.aborted || begin(),
    );
    return () => {
      stop.abort();
      view.current?.destroy();
      view.current = undefined;
      latest.current.onSelection(false);
    };
  }, [client, connection, newId, id, threadId]);

  useEffect(() => view.current?.setLooks(looks), [looks]);

  const endFind = () => {
    setFinding(false);
    view.current?.endFind();
    view.current?.focus();
  };

  return (
    <div className="relative min-h-0 flex-1">
      {finding && <FindBar found={found} onFind={(text, way) => view.current?.find(text, way)} onClose={endFind} />}
      <div ref={mount} className="terminal absolute inset-0 overflow-hidden pt-1.5 pl-2.5" />
      {hovered !== undefined && (
        <div className="pointer-events-none absolute bottom-0 left-0 max-w-full truncate rounded-tr-2 bg-overlay px-2 py-0.5 text-micro text-text-2 shadow-menu">
          {followHint()} {visibleText(hovered)}
        </div>
      )}
    </div>
  );
}

const followHint = (): string => (/^(Mac|iP)/.test(navigator.platform) ? "⌘ click:" : "Ctrl click:");

/** The way that the links of a conversation take: only the web, in the person's browser. */
function openOutside(address: string): void {
  const href = safeHref(address);
  if (href !== undefined && /^https?:/.test(href)) window.open(href, "_blank", "noopener,noreferrer");
}
