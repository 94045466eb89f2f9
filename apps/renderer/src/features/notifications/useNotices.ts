import { useEffect } from "react";
import { useApp } from "../../app.tsx";
import { openThread, shownThreads } from "../layout/store.ts";
import type { InboxEntryId } from "@flightdeck/contract";
import { findingNotices, type Notice, noticesBetween, wayOf } from "./notices.ts";
import { playSound } from "./sounds.ts";
import { joinTellers } from "./teller.ts";

/** Tells of threads that want the person, through the system and by sound, unless they are looked at in some window. */
export function useNotices(): void {
  const { rows, inbox, settings, layout, shell, newId } = useApp();
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    const teller = joinTellers(
      {
        locks: (navigator as Partial<Navigator>).locks, // absent where the page is not secure
        name: newId(),
        channel: new BroadcastChannel("flightdeck.shown"),
      },
      signal,
    );
    const show = () => teller.show(document.hasFocus() ? shownThreads(layout.getState()) : []);
    show();
    window.addEventListener("focus", show, { signal });
    window.addEventListener("blur", show, { signal });
    window.addEventListener("pagehide", () => teller.show([]), { signal });
    const tell = ({ threadId, title, body }: Notice) => {
      if (shell !== undefined) return shell.notify({ threadId, title, body });
      if (!("Notification" in window) || Notification.permission !== "granted") return;
      const shown = new Notification(title, { body, tag: threadId, silent: true });
      shown.addEventListener("click", () => {
        window.focus();
        layout.update((state) => openThread(state, threadId));
        shown.close();
      });
    };
    const opened = Date.now();
    const told = new Set<InboxEntryId>();
    const consider = (notices: readonly Notice[]) => {
      const how = settings.getState().settings?.notifications;
      if (how === undefined || !teller.tells()) return;
      for (const notice of notices) {
        const own = rows.getState().rows.get(notice.threadId)?.notices;
        const way = wayOf(notice, { settings: how, own, inFront: teller.inFront });
        if (way === "off") continue;
        tell(notice);
        if (way === "sound") playSound(notice.kind, how.volume, AudioContext).catch(() => {}); // no device: the words are there
      }
    };
    let before = rows.getState();
    const offs = [
      layout.subscribe(show),
      inbox.onChanged((came) => {
        const looks = document.hasFocus() && layout.getState().view === "inbox";
        const notices = findingNotices(
          came.filter(({ at }) => at >= opened),
          told,
        );
        for (const { entryId } of notices) told.add(entryId);
        if (!looks) consider(notices);
      }),
      rows.subscribe(() => {
        const after = rows.getState();
        const notices = before.loaded ? noticesBetween(before.rows, after.rows) : [];
        before = after;
        consider(notices);
      }),
    ];
    return () => {
      for (const off of offs) off();
      life.abort();
    };
  }, [rows, inbox, settings, layout, shell, newId]);
}
