import type { Project } from "@flightdeck/contract";
import {
  ArrowDown,
  ArrowUp,
  ChevronDown,
  ChevronRight,
  Ellipsis,
  FolderMinus,
  Plus,
  Shield,
  ShieldCheck,
  ShieldOff,
} from "lucide-react";
import { clsx } from "clsx";
import { useState } from "react";
import { useApp, useSelect, useSelectSame } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../ui/Menu.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { openNew } from "../layout/store.ts";
import { ProjectPermissions } from "./ProjectPermissions.tsx";
import { type projectThreads, sameThreads, unpinnedThreads } from "../threads/order.ts";
import { ThreadLink } from "../threads/ThreadLink.tsx";
import { useProjectMove, useProjectStep } from "./useProjectMove.ts";

/** A project and its threads. */
export function ProjectGroup({ project }: { readonly project: Project }) {
  const { layout, projects, rows, rollUp } = useApp();
  const filter = useSelect(layout, (state) => state.filter);
  const { shown, archived } = useSelectSame(
    rows,
    (state) => unpinnedThreads(state.rows, project.id, filter),
    sameThreads,
  );
  const folded = useSelect(layout, (state) => state.folded.includes(project.id));
  const waiting = useSelect(rollUp, (state) => state.waitingByProject.get(project.id) ?? 0);
  const alone = useSelect(projects, (state) => state.projects.length === 1);
  const toggle = () =>
    layout.update((state) => ({
      ...state,
      folded: folded ? state.folded.filter((id) => id !== project.id) : [...state.folded, project.id],
    }));
  const { edge, ...moving } = useProjectMove(project.id);
  if (filter !== undefined && shown.length === 0) return null;
  return (
    <section aria-label={project.name} className="group/project">
      <div
        {...moving}
        className={clsx(
          "relative mt-1.5 flex h-7 items-center gap-0.5 pr-0.5",
          edge === "before" && "before:absolute before:inset-x-1 before:-top-0.5 before:h-0.5 before:bg-accent",
          edge === "behind" && "before:absolute before:inset-x-1 before:-bottom-0.5 before:h-0.5 before:bg-accent",
        )}
      >
        <button
          type="button"
          aria-expanded={!folded}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          data-stop
          title={project.path}
          onClick={toggle}
          className="flex h-7 min-w-0 flex-1 items-center gap-1.5 rounded-2 pl-1.5 text-small font-strong text-text-2 hover:text-text-1"
        >
          <Icon of={folded ? ChevronRight : ChevronDown} size={12} />
          <span className="truncate">{visibleName(project.name)}</span>
          {folded && waiting > 0 && (
            <span aria-label={`${waiting} waiting for you`} className="text-micro text-amber tabular-nums">
              {waiting}
            </span>
          )}
        </button>
        <span className="flex opacity-0 group-hover/project:opacity-100 group-focus-within/project:opacity-100 has-data-popup-open:opacity-100">
          <ProjectMenu project={project} />
          <IconButton
            label={`New thread in ${project.name}`}
            icon={Plus}
            size="small"
            onClick={() => layout.update((state) => openNew(state, project.id))}
          />
        </span>
      </div>
      {!folded && (
        <>
          <ul>
            {shown.map((threadId) => (
              <li key={threadId}>
                <ThreadLink threadId={threadId} />
              </li>
            ))}
          </ul>
          {alone && shown.length === 0 && archived.length === 0 && (
            <p className="pl-[30px] text-small leading-7 text-text-3">No threads yet</p>
          )}
          {archived.length > 0 && <Archived ids={archived} />}
        </>
      )}
    </section>
  );
}

function Archived({ ids }: { readonly ids: ReturnType<typeof projectThreads>["archived"] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        data-stop
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-6 w-full items-center gap-2 rounded-2 pl-2.5 text-micro text-text-3 hover:text-text-1"
      >
        <Icon of={open ? ChevronDown : ChevronRight} size={12} />
        {ids.length} archived
      </button>
      {open && (
        <ul>
          {ids.map((threadId) => (
            <li key={threadId}>
              <ThreadLink threadId={threadId} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function ProjectMenu({ project }: { readonly project: Project }) {
  const { client, toasts } = useApp();
  const [asking, setAsking] = useState(false);
  const [permissions, setPermissions] = useState(false);
  const step = useProjectStep(project.id);
  const told = (error: unknown) => {
    const { message: title, detail } = readFailure(error);
    toasts.add({ tone: "bad", title, detail });
  };
  const remove = () => {
    setAsking(false);
    client.projects.remove({ projectId: project.id }).catch(told);
  };
  const trust = () => {
    client.projects.trust({ projectId: project.id, trusted: project.trusted !== true }).catch(told);
  };
  return (
    <>
      <Menu trigger={<IconButton label={`More about ${project.name}`} icon={Ellipsis} size="small" />} align="start">
        <MenuItem icon={Shield} onSelect={() => setPermissions(true)}>
          Permissions…
        </MenuItem>
        {(project.wants.length > 0 || project.trusted !== undefined) && (
          <MenuItem icon={project.trusted === true ? ShieldOff : ShieldCheck} onSelect={trust}>
            {project.trusted === true ? "Stop trusting the repository" : "Trust the repository"}
          </MenuItem>
        )}
        <MenuItem icon={ArrowUp} hint="Alt ↑" onSelect={() => step(-1)}>
          Move up
        </MenuItem>
        <MenuItem icon={ArrowDown} hint="Alt ↓" onSelect={() => step(1)}>
          Move down
        </MenuItem>
        <MenuItem icon={FolderMinus} onSelect={() => setAsking(true)}>
          Remove from Flightdeck…
        </MenuItem>
      </Menu>
      {permissions && <ProjectPermissions project={project} onClose={() => setPermissions(false)} />}
      <Confirm
        open={asking}
        title={`Remove ${project.name} from Flightdeck?`}
        action="Remove"
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        It leaves the list. Nothing on disk changes: not the repository, not its worktrees.
      </Confirm>
    </>
  );
}
