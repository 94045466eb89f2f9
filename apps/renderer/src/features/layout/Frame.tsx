import type { ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useCallback, useMemo, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { ErrorBoundary } from "../../ui/ErrorBoundary.tsx";
import { useActKeys } from "../acts/useActKeys.ts";
import { AwayNote } from "../away/AwayNote.tsx";
import { ConnectionNote } from "../connection/ConnectionNote.tsx";
import { AsideDialog, ForkDialog } from "../history/index.ts";
import { ActionsDialog } from "../actions/index.ts";
import { CommandsDialog } from "../machine/index.ts";
import { useNotices } from "../notifications/useNotices.ts";
import { useShellCounts } from "../notifications/useShellCounts.ts";
import { useTitle } from "../notifications/useTitle.ts";
import { OpenProjectDialog } from "../projects/OpenProjectDialog.tsx";
import { CommandPalette } from "../palette/CommandPalette.tsx";
import { Rail } from "../projects/Rail.tsx";
import { Sidebar } from "../projects/Sidebar.tsx";
import type { SettingField } from "../settings/fields.ts";
import type { SettingsPage } from "../settings/pages.ts";
import { SettingsDialog } from "../settings/SettingsDialog.tsx";
import { ThreadTabs } from "../threads/ThreadTabs.tsx";
import { useGoneThread } from "../windows/useGoneThread.ts";
import { useLinks } from "../windows/useLinks.ts";
import { ActionsProvider, type WindowActions } from "./actions.ts";
import { Panes } from "./Panes.tsx";
import { frontThread, openNew } from "./store.ts";
import { useMouseButtons } from "./useMouseButtons.ts";
import { views } from "./views.tsx";

type Dialog =
  | { readonly name: "openProject" | "palette" | "commands" | "projectActions" }
  | { readonly name: "settings"; readonly page?: SettingsPage; readonly field?: SettingField };

/** The window at work: sidebar, tabs, panes. */
export function Frame() {
  const { boxes, layout, shell, windows } = useApp();
  const sidebar = useSelect(layout, (state) => state.sidebar);
  const view = useSelect(layout, (state) => views[state.view]);
  const lights = shell?.platform === "darwin";
  const [dialog, setDialog] = useState<Dialog>();
  const [about, setAbout] = useState<{ readonly act: "fork" | "aside"; readonly threadId: ThreadId }>();
  const close = useCallback(() => setDialog(undefined), []);
  const leave = useCallback(() => setAbout(undefined), []);
  /** Counts how often search was asked for; 0 while it is closed. */
  const [searching, setSearching] = useState(0);
  const openSearch = useCallback(() => {
    // Without a sidebar there is the palette, which finds the same.
    if (windows.place.alone) return setDialog({ name: "palette" });
    layout.update((state) => ({ ...state, sidebar: "open" }));
    setSearching((before) => before + 1);
  }, [layout, windows]);
  const endSearch = useCallback(() => {
    setSearching(0);
    const front = frontThread(layout.getState());
    if (front !== undefined) boxes.find(front)?.focus();
  }, [boxes, layout]);
  const actions = useMemo<WindowActions>(
    () => ({
      openProject: () => setDialog({ name: "openProject" }),
      openSettings: (page, field) => setDialog({ name: "settings", page, field }),
      openPalette: () => setDialog({ name: "palette" }),
      openCommands: () => setDialog({ name: "commands" }),
      forkThread: (threadId) => setAbout({ act: "fork", threadId }),
      askAside: (threadId) => setAbout({ act: "aside", threadId }),
      openProjectActions: () => setDialog({ name: "projectActions" }),
      openSearch,
    }),
    [openSearch],
  );
  useActKeys(actions);
  useMouseButtons();
  useLinks();
  useGoneThread();
  useNotices();
  useShellCounts();
  useTitle();

  return (
    <ActionsProvider value={actions}>
      <div className="flex h-full min-h-0">
        {!windows.place.alone && (
          <div className={clsx("shrink-0", sidebar === "open" ? "w-(--w-sidebar)" : lights ? "w-19" : "w-(--w-rail)")}>
            <ErrorBoundary part="The sidebar">
              {sidebar === "open" ? <Sidebar searching={searching} onSearchEnd={endSearch} /> : <Rail />}
            </ErrorBoundary>
          </div>
        )}
        <main className="flex min-h-0 min-w-0 flex-1 flex-col">
          {view !== undefined ? (
            <>
              <ConnectionNote />
              {view.tellsAway !== true && <AwayNote />}
              <ErrorBoundary part={view.part}>{view.draw()}</ErrorBoundary>
            </>
          ) : (
            <>
              {!windows.place.alone && <ThreadTabs />}
              <ConnectionNote />
              <AwayNote />
              <Panes />
            </>
          )}
        </main>
        {dialog?.name === "palette" && <CommandPalette onClose={close} />}
        {dialog?.name === "commands" && <CommandsDialog onClose={close} />}
        {dialog?.name === "projectActions" && <ActionsDialog onClose={close} />}
        {dialog?.name === "settings" && (
          <SettingsDialog key={dialog.page} page={dialog.page} field={dialog.field} onClose={close} />
        )}
        {about?.act === "fork" && <ForkDialog open threadId={about.threadId} onClose={leave} />}
        {about?.act === "aside" && <AsideDialog open threadId={about.threadId} onClose={leave} />}
        {dialog?.name === "openProject" && (
          <OpenProjectDialog
            onClose={close}
            onOpened={(project) => {
              close();
              layout.update((state) => openNew(state, project.id));
            }}
          />
        )}
      </div>
    </ActionsProvider>
  );
}
