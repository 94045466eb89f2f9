import { FolderOpen, PanelLeft, Search, Settings, SquarePen } from "lucide-react";
import { useApp } from "../../app.tsx";
import { Button, IconButton, Kbd } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useKeyHint } from "../acts/index.ts";
import { AttentionEntry } from "../attention/AttentionEntry.tsx";
import { AutomationsEntry } from "../automations/AutomationsEntry.tsx";
import { DeckEntry } from "../deck/DeckEntry.tsx";
import { InboxLink } from "../inbox/index.ts";
import { useActions } from "../layout/actions.ts";
import { openNew } from "../layout/store.ts";
import { SearchPanel } from "../search/index.ts";
import { ThreadList } from "./ThreadList.tsx";

/** The left side: what waits for the person, and every project with its threads. */
export function Sidebar({
  searching,
  onSearchEnd,
}: {
  /** How often search was asked for; 0 while it is closed. */
  readonly searching: number;
  readonly onSearchEnd: () => void;
}) {
  const { openSearch, openProject, openSettings } = useActions();
  const { layout, shell } = useApp();
  const searchKey = useKeyHint("search");
  const lights = shell?.platform === "darwin";
  return (
    <aside aria-label="Sidebar" className="flex h-full min-h-0 flex-col border-r border-line bg-frame">
      <div
        className="flex h-10 shrink-0 items-center gap-0.5 pr-2 pl-3.5 [-webkit-app-region:drag] *:[-webkit-app-region:no-drag]"
        style={lights ? { paddingLeft: 80 } : undefined}
      >
        {!lights && <span className="text-small font-strong text-text-2">Flightdeck</span>}
        <span className="flex-1" />
        <IconButton
          label="Hide sidebar"
          hint={useKeyHint("toggle-sidebar")}
          icon={PanelLeft}
          size="small"
          onClick={() => layout.update((now) => ({ ...now, sidebar: "rail" }))}
        />
        <IconButton
          label="New thread"
          hint={useKeyHint("new-thread")}
          icon={SquarePen}
          size="small"
          onClick={() => layout.update((now) => openNew(now))}
        />
      </div>
      {searching > 0 ? (
        <SearchPanel asked={searching} onClose={onSearchEnd} />
      ) : (
        <>
          <div className="shrink-0 px-2">
            <button
              type="button"
              onClick={openSearch}
              className="flex h-7 w-full items-center gap-2 rounded-2 px-2 text-text-2 hover:bg-hover"
            >
              <Icon of={Search} />
              <span className="flex-1 text-left">Search</span>
              {searchKey !== undefined && <Kbd>{searchKey}</Kbd>}
            </button>
          </div>
          <AttentionEntry />
          <DeckEntry />
          <InboxLink />
          <AutomationsEntry />
          <ThreadList />
        </>
      )}
      <div className="flex h-10 shrink-0 items-center gap-2 border-t border-line pr-2 pl-1.5">
        <Button variant="plain" size="small" icon={FolderOpen} onClick={openProject}>
          Open project…
        </Button>
        <span className="flex-1" />
        <IconButton
          label="Settings"
          hint={useKeyHint("settings")}
          icon={Settings}
          size="small"
          onClick={() => openSettings()}
        />
      </div>
    </aside>
  );
}
