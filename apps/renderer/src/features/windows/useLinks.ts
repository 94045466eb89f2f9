import type { ShellDraft, ThreadId } from "@flightdeck/contract";
import { useEffect } from "react";
import { type App, useApp } from "../../app.tsx";
import { openNew, openThread } from "../layout/store.ts";
import { type Link, linkIn, refusalWords } from "./links.ts";

/** Follows links: those of the desktop shell, clicked notifications among them, and those in the page's address. */
export function useLinks(): void {
  const app = useApp();
  useEffect(() => {
    const { shell } = app;
    const life = new AbortController();
    const follow = (link: Link) => whenLoaded(app, life.signal, () => followLink(app, link));
    const ofAddress = () => {
      const link = linkIn(window.location.hash);
      if (link === undefined) return;
      const { pathname, search } = window.location;
      window.history.replaceState(window.history.state, "", pathname + search);
      follow(link);
    };
    if (app.link !== undefined) follow(app.link);
    window.addEventListener("hashchange", ofAddress, { signal: life.signal });
    const offs = [
      shell?.onOpenThread((threadId) => follow({ to: "thread", threadId })),
      shell?.onNewThread((draft) => follow({ to: "new", draft })),
      shell?.onLinkRefused((why) => follow({ to: "nothing", why })),
    ];
    return () => {
      life.abort();
      for (const off of offs) off?.();
    };
  }, [app]);
}

/** Lists are there: only then can be said what there is not. */
function whenLoaded({ rows, projects }: App, signal: AbortSignal, then: () => void): void {
  const look = () => {
    if (signal.aborted || !rows.getState().loaded || !projects.getState().loaded) return;
    for (const off of offs) off();
    then();
  };
  const offs = [rows.subscribe(look), projects.subscribe(look)];
  look();
}

function followLink(app: App, link: Link): void {
  switch (link.to) {
    case "thread":
      return showThread(app, link.threadId);
    case "new":
      return showDraft(app, link.draft);
    case "nothing":
      app.toasts.add({ tone: "bad", title: "The link was not followed", detail: refusalWords[link.why] });
  }
}

function showThread({ rows, layout, toasts, threads }: App, threadId: ThreadId): void {
  // One that was made a moment ago may be watched before the list has it.
  if (rows.getState().rows.has(threadId) || threads.store(threadId).getState().state === "ready")
    return layout.update((state) => openThread(state, threadId));
  toasts.add({
    tone: "bad",
    title: "This thread is not here",
    detail: "It was deleted, or it belongs to another Flightdeck.",
  });
}

/** Shows the start of a thread with the proposed text behind what was written there; it is sent by the person alone. */
function showDraft({ projects, layout, toasts, boxes }: App, { prompt, path }: ShellDraft): void {
  const known = projects.getState().projects;
  const named =
    path === undefined ? undefined : known.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  const project = named ?? known[0];
  if (path !== undefined && named === undefined)
    toasts.add({ tone: "bad", title: "The link's folder is not a project here", detail: `${path}\nOpen it first.` });
  const show = () => layout.update((state) => openNew(state, project?.id));
  if (project === undefined || prompt === undefined) return show();
  const key = `new:${project.id}`;
  const shown = boxes.find(key);
  if (shown !== undefined) return shown.append(prompt);
  boxes.whenOpen(key, (box) => box.append(prompt));
  show();
}
