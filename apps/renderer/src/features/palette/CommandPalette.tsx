import { Command } from "cmdk";
import {
  Bell,
  Columns2,
  FolderOpen,
  LayoutGrid,
  PanelLeft,
  Search,
  Settings,
  Square,
  SquarePen,
  SquareTerminal,
} from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useActions } from "../layout/actions.ts";
import { arrangePanes, frontThread, openNew, openThread } from "../layout/store.ts";
import { Act, Entry } from "./Act.tsx";
import { ThreadActs } from "./ThreadActs.tsx";

const heading =
  "[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-micro [&_[cmdk-group-heading]]:text-text-3";

/** Everything there is to go to and to do, found by a few letters. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { rows, projects, layout } = useApp();
  const list = useSelect(rows, (state) => state.rows);
  const names = useSelect(projects, (state) => state.projects);
  const front = useSelect(layout, frontThread);
  const { openProject, openSettings, openCommands } = useActions();
  const run = (work: () => void) => () => {
    onClose();
    work();
  };
  const threads = [...list.values()].filter((row) => !row.archived).sort((a, b) => b.updatedAt - a.updatedAt);
  return (
    <Dialog open onClose={onClose} label="Command palette" className="w-[624px]">
      <Command loop label="Command palette" className="flex max-h-[60vh] flex-col">
        <div className="flex h-[46px] shrink-0 items-center gap-2.5 border-b border-line px-4">
          <Icon of={Search} />
          <Command.Input
            autoFocus
            placeholder="Go to a thread, or do something"
            className="h-full flex-1 bg-transparent text-[15px] outline-none placeholder:text-text-3"
          />
        </div>
        <Command.List className={`min-h-0 overflow-y-auto pb-1.5 ${heading}`}>
          <Command.Empty className="px-4 py-6 text-center text-text-3">Nothing of that name</Command.Empty>
          <Command.Group heading="Threads">
            {threads.map((row) => (
              <Entry
                key={row.id}
                value={`${row.title} ${row.id}`}
                onSelect={run(() => layout.update((state) => openThread(state, row.id)))}
                note={names.find(({ id }) => id === row.projectId)?.name}
              >
                <StatusGlyph status={glyphOf(row.status, row.unread)} named className="mx-px" />
                <span className="truncate">{visibleName(row.title)}</span>
              </Entry>
            ))}
          </Command.Group>
          {front !== undefined && <ThreadActs threadId={front} run={run} />}
          <Command.Group heading="New thread">
            {names.map((project) => (
              <Act
                key={project.id}
                icon={SquarePen}
                name={`New thread in ${visibleName(project.name)}`}
                run={run(() => layout.update((state) => openNew(state, project.id)))}
              />
            ))}
          </Command.Group>
          <Command.Group heading="Window">
            <Act icon={FolderOpen} name="Open project…" hint="Ctrl O" run={run(openProject)} />
            <Act
              icon={Bell}
              name="Attention"
              hint="Alt A"
              run={run(() => layout.update((state) => ({ ...state, view: "attention" })))}
            />
            <Act
              icon={LayoutGrid}
              name="Deck"
              hint="Alt D"
              run={run(() => layout.update((state) => ({ ...state, view: "deck" })))}
            />
            <Act icon={SquareTerminal} name="Running commands" run={run(openCommands)} />
            <Act
              icon={Columns2}
              name="Two side by side"
              run={run(() => layout.update((state) => arrangePanes(state, 2)))}
            />
            <Act icon={Square} name="One pane" run={run(() => layout.update((state) => arrangePanes(state, 1)))} />
            <Act
              icon={PanelLeft}
              name="Show or hide the sidebar"
              hint="Ctrl B"
              run={run(() =>
                layout.update((state) => ({ ...state, sidebar: state.sidebar === "open" ? "rail" : "open" })),
              )}
            />
            <Act icon={Settings} name="Settings" hint="Ctrl ," run={run(openSettings)} />
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}
