import type { KnownAction, ProjectId } from "@flightdeck/contract";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { frontThread } from "../layout/store.ts";
import { ActionForm } from "./ActionForm.tsx";
import { iconOf } from "./runAction.ts";
import { useProjectActions } from "./useProjectActions.ts";

/** The named commands of the project in front: the person's own, to be changed, and those that its repository shares. */
export function ActionsDialog({ onClose }: { readonly onClose: () => void }) {
  const { layout, rows, projects } = useApp();
  const front = useSelect(layout, frontThread);
  const list = useSelect(projects, (state) => state.projects);
  const row = useSelect(rows, (state) => (front === undefined ? undefined : state.rows.get(front)));
  const project = list.find(({ id }) => id === row?.projectId) ?? list[0];
  return (
    <Dialog open onClose={onClose} className="flex max-h-[74vh] w-[640px] flex-col px-5 pb-5">
      <DialogHead
        title={project === undefined ? "Project actions" : `Actions of ${visibleName(project.name)}`}
        onClose={onClose}
      />
      <div className="-mx-1 min-h-0 overflow-y-auto px-1 pb-1">
        {project === undefined ? (
          <p className="text-text-2">Open a project first.</p>
        ) : (
          <ActionList projectId={project.id} />
        )}
      </div>
    </Dialog>
  );
}

function ActionList({ projectId }: { readonly projectId: ProjectId }) {
  const { client } = useApp();
  const known = useProjectActions(projectId);
  const [editing, setEditing] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const remove = ({ id }: KnownAction) => {
    setFailure(undefined);
    client.actions.remove({ projectId, id }).catch((error: unknown) => setFailure(readFailure(error)));
  };
  const done = () => setEditing(undefined);
  const [own, shared] = [
    known?.actions.filter(({ scope }) => scope === "person") ?? [],
    known?.actions.filter(({ scope }) => scope === "repository") ?? [],
  ];
  return (
    <>
      <p className="max-w-[520px] pb-3 text-small text-pretty text-text-3">
        An action is a command with a name. It runs as you would run it, in a terminal of the thread and in its folder.
        A repository shares its own in <code>.flightdeck/actions.toml</code>.
      </p>
      {failure !== undefined && <FailureNote failure={failure} className="mb-3" />}
      {known !== undefined && known.problems.length > 0 && (
        <ul role="alert" className="mb-3 rounded-3 border border-line px-3 py-2 text-small break-words text-text-2">
          {known.problems.map((problem) => (
            <li key={problem}>{visibleText(problem)}</li>
          ))}
        </ul>
      )}
      <Group name="Your own">
        {own.map((action) =>
          editing === action.id ? (
            <li key={action.id} className="border-b border-line py-2">
              <ActionForm projectId={projectId} action={action} onClose={done} />
            </li>
          ) : (
            <ActionRow key={action.id} action={action}>
              <IconButton
                label={`Edit ${action.name}`}
                icon={Pencil}
                size="small"
                onClick={() => setEditing(action.id)}
              />
              <IconButton label={`Remove ${action.name}`} icon={Trash2} size="small" onClick={() => remove(action)} />
            </ActionRow>
          ),
        )}
      </Group>
      <div className="py-2">
        {editing === "new" ? (
          <ActionForm projectId={projectId} onClose={done} />
        ) : (
          <Button size="small" icon={Plus} onClick={() => setEditing("new")}>
            Add an action
          </Button>
        )}
      </div>
      {shared.length > 0 && (
        <Group name="From the repository">
          {shared.map((action) => (
            <ActionRow key={action.id} action={action} />
          ))}
        </Group>
      )}
    </>
  );
}

function Group({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <section aria-label={name} className="mt-1">
      <h3 className="pb-1 text-small font-strong text-text-2">{name}</h3>
      <ul className="border-t border-line">{children}</ul>
    </section>
  );
}

function ActionRow({ action, children }: { readonly action: KnownAction; readonly children?: React.ReactNode }) {
  return (
    <li className="flex min-h-9 items-start gap-2.5 border-b border-line py-1.5">
      <Icon of={iconOf(action.icon)} className="mt-0.5 shrink-0" />
      <span className="min-w-0 flex-1">
        <span className="font-medium">{visibleName(action.name)}</span>
        <code className="block break-words whitespace-pre-wrap text-text-2">{visibleText(action.command)}</code>
        {action.problem !== undefined && (
          <span className="block text-small text-pretty text-text-3">{action.problem}</span>
        )}
      </span>
      {children}
    </li>
  );
}
