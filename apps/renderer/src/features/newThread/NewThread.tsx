import type { Project, ProjectId, ThreadId, ThreadSettings, Workspace } from "@flightdeck/contract";
import { TOUR_MODEL } from "@flightdeck/contract";
import { FolderGit2, FolderOpen } from "lucide-react";
import { useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Select } from "../../ui/Select.tsx";
import { AttachButton, AttachmentStrip, canGo, DropZone, useAttachments } from "../attachments/index.ts";
import { SendButton } from "../composer/SendButtons.tsx";
import { MessageBox, type MessageBoxHandle } from "../composer/MessageBox.tsx";
import { ModelPick, PermissionsPick } from "../composer/Pickers.tsx";
import { useSettingsCommands } from "../composer/useSettingsCommands.ts";
import { useAct } from "../acts/index.ts";
import { ModeToggle } from "../plan/index.ts";
import { useActions } from "../layout/actions.ts";
import { frontThread, openThread } from "../layout/store.ts";
import { TrustNote } from "../projects/TrustNote.tsx";
import { startSettings } from "./settings.ts";
import { useCheckout } from "./useCheckout.ts";
import { DictateButton, Dictation } from "../voice/index.ts";
import { WorkspacePick } from "./WorkspacePick.tsx";

/** The start of a thread: a task, where it works, and who does it. */
export function NewThread({ projectId }: { readonly projectId: ProjectId | undefined }) {
  const { projects, layout } = useApp();
  const { loaded, projects: list } = useSelect(projects, (state) => state);
  const [chosen, setChosen] = useState(projectId);
  const project = list.find(({ id }) => id === chosen) ?? list.find(({ id }) => id === projectId) ?? list[0];
  if (!loaded) return null;
  if (project === undefined) return <NoProject />;
  return (
    <section aria-label="New thread" className="flex h-full min-h-0 flex-col overflow-y-auto bg-pane">
      <div className="m-auto w-full max-w-[calc(var(--measure)-48px)] px-4 pt-8 pb-24">
        <h1 className="mb-3 flex items-center gap-1.5 text-large font-strong">
          New thread in
          <Select
            label="Project"
            look="pick"
            className="h-8! px-1.5! text-large! text-text-1! [&_svg]:size-4"
            value={project.id}
            choices={list.map(({ id, name, path }) => ({ value: id, label: name, description: path }))}
            onChange={setChosen}
          />
        </h1>
        <StartForm
          key={project.id}
          project={project}
          onCreated={(threadId) => layout.update((state) => openThread(state, threadId))}
        />
      </div>
    </section>
  );
}

function NoProject() {
  const { openProject } = useActions();
  return (
    <section
      aria-label="New thread"
      className="grid h-full place-content-center justify-items-center bg-pane p-6 text-center"
    >
      <Icon of={FolderGit2} className="mb-1.5 size-[18px] text-text-3" />
      <p className="font-strong">Open a project to begin</p>
      <p className="max-w-[320px] text-small text-balance text-text-2">
        Any git repository on this machine. Agents work in worktrees of their own, so your checkout stays as it is.
      </p>
      <Button variant="primary" icon={FolderOpen} className="mt-4" onClick={openProject}>
        Open project…
      </Button>
    </section>
  );
}

const tourTask = "Show me around: look at this repository, sum it up and propose one small, harmless change.";

/** The form itself, also the last step of the first run. */
export function StartForm({
  project,
  onCreated,
}: {
  readonly project: Project;
  readonly onCreated: (threadId: ThreadId) => void;
}) {
  const { client, settings, models, layout } = useApp();
  const defaults = useSelect(settings, (state) => state.settings);
  const defaultModel = useSelect(models, (state) => state.defaultModel);
  const [changes, setChanges] = useState<Partial<ThreadSettings>>({});
  const chosen: ThreadSettings = { ...startSettings(defaults, defaultModel, project.profile), ...changes };
  const [workspace, setWorkspace] = useState<Workspace>({ kind: "worktree", copyLocalChanges: false });
  const { checkout, failure, reload } = useCheckout(project.id);
  const [empty, setEmpty] = useState(true);
  const box = useRef<MessageBoxHandle>(null);
  const [place] = useState({ projectId: project.id });
  const attachments = useAttachments(`new:${project.id}`, place);
  const nothing = !useSelect(attachments.store, canGo) && empty;
  const change = (next: Partial<ThreadSettings>) => setChanges((before) => ({ ...before, ...next }));
  const commands = useSettingsCommands(chosen, change);
  const front = useSelect(layout, (state) => frontThread(state) === undefined);
  useAct("plan-mode", () => change({ mode: chosen.mode === "plan" ? "act" : "plan" }), front);
  const unborn = checkout !== undefined && checkout.commit === undefined;
  return (
    <>
      <Dictation draftKey={`new:${project.id}`} />
      <DropZone attachments={attachments}>
        <MessageBox
          ref={box}
          extras={attachments.holder}
          onAttach={attachments.add}
          attachments={<AttachmentStrip attachments={attachments} />}
          draftKey={`new:${project.id}`}
          projectId={project.id}
          place={place}
          commands={commands}
          autoFocus
          tall
          placeholder="What should be done?"
          onEmptyChange={setEmpty}
          onSend={async ({ id, way: _way, ...said }) => {
            const made = await client.threads.create({
              projectId: project.id,
              workspace,
              settings: chosen,
              ...said,
              messageId: id,
            });
            onCreated(made.threadId);
          }}
          remedy={(failed: Failure) =>
            failed.code === "empty_repository" && <FirstCommit project={project} onDone={reload} />
          }
          foot={
            <>
              <AttachButton attachments={attachments} keyed={front} />
              <ModelPick settings={chosen} onChange={change} keyed={front} />
              <ModeToggle mode={chosen.mode} onChange={(mode) => change({ mode })} />
              <PermissionsPick settings={chosen} onChange={change} keyed={front} />
              <span className="flex-1" />
              <DictateButton draftKey={`new:${project.id}`} />
              <SendButton disabled={nothing} onClick={() => box.current?.submit()} />
            </>
          }
        />
      </DropZone>
      <TrustNote project={project} />
      <div className="mt-2.5 px-1">
        <WorkspacePick workspace={workspace} checkout={checkout} onChange={setWorkspace} keyed={front} />
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="mt-4 px-1" />}
      {unborn && (
        <FailureNote
          failure={{
            code: "empty_repository",
            message: "This repository has no commit yet, and a worktree needs one to start from",
          }}
          className="mt-4 px-1"
        >
          <FirstCommit project={project} onDone={reload} />
        </FailureNote>
      )}
      {chosen.model === TOUR_MODEL && empty && (
        <div className="mt-6 flex items-start gap-3 border-t border-line px-1 pt-4 text-small text-text-2">
          <p className="max-w-[460px] flex-1 text-pretty">
            The tour is a scripted agent: no model, no key, no network. It looks around, changes one file in its own
            worktree and asks for an approval on the way.
          </p>
          <Button
            size="small"
            onClick={() => {
              box.current?.setText(tourTask);
              box.current?.focus();
            }}
          >
            Use the tour's task
          </Button>
        </div>
      )}
    </>
  );
}

function FirstCommit({ project, onDone }: { readonly project: Project; readonly onDone: () => void }) {
  const { client, toasts } = useApp();
  const commit = () =>
    void client.projects.open({ path: project.path, init: true }).then(onDone, (error: unknown) => {
      toasts.add({ tone: "bad", title: "The first commit could not be made", detail: readFailure(error).message });
    });
  return (
    <Button size="small" onClick={commit}>
      Make an empty first commit
    </Button>
  );
}
