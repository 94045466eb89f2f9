import { useEffect } from "react";
import { useApp } from "../../app.tsx";
import { waitingCount } from "../attention/store.ts";
import { openThread, shownThreads } from "../layout/store.ts";
import { type Notice, noticesBetween } from "./notices.ts";

/** Tells of threads that want the person, through the system, unless they are looked at; and counts what waits on the app's icon. */
export function useNotices(): void {
  const { rows, attention, settings, layout, shell } = useApp();
  useEffect(() => {
    const tell = ({ threadId, title, body }: Notice) => {
      if (shell !== undefined) return shell.notify({ threadId, title, body });
      if (!("Notification" in window) || Notification.permission !== "granted") return;
      const shown = new Notification(title, { body, tag: threadId });
      shown.addEventListener("click", () => {
        window.focus();
        layout.update((state) => openThread(state, threadId));
        shown.close();
      });
    };
    let before = rows.getState();
    return rows.subscribe(() => {
      const after = rows.getState();
      const notices = before.loaded ? noticesBetween(before.rows, after.rows) : [];
      before = after;
      if (settings.getState().settings?.notifications === "never") return;
      const inFront = document.hasFocus() ? shownThreads(layout.getState()) : [];
      for (const notice of notices) if (!inFront.includes(notice.threadId)) tell(notice);
    });
  }, [rows, settings, layout, shell]);
  useEffect(() => {
    if (shell === undefined) return;
    const count = () => shell.setBadge(waitingCount(attention.getState()));
    count();
    return attention.subscribe(count);
  }, [attention, shell]);
}
