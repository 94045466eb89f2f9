import type { Project } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { openNew, openThread } from "../layout/store.ts";
import { FirstRunAside } from "./FirstRunAside.tsx";
import { ModelStep } from "./ModelStep.tsx";
import { PermissionsStep } from "./PermissionsStep.tsx";
import { forgetStep, keepStep, readStep, type Step } from "./progress.ts";
import { ProjectStep } from "./ProjectStep.tsx";
import { ThreadStep } from "./ThreadStep.tsx";

/** From nothing to a first thread, in steps that can each be skipped; who leaves comes back to where they were. */
export function FirstRun() {
  const { client, layout, projects } = useApp();
  const list = useSelect(projects, (state) => state.projects);
  const loaded = useSelect(projects, (state) => state.loaded);
  const [at, setAt] = useState<Step>(() => readStep(window.localStorage));
  const [opened, setOpened] = useState<Project>();
  const project = opened ?? list.at(-1);
  // Its project may be gone since.
  const step = at === "thread" && loaded && project === undefined ? "project" : at;
  const turnTo = (next: Step) => {
    keepStep(window.localStorage, next);
    setAt(next);
  };
  const finish = () => {
    forgetStep(window.localStorage);
    // Should it not be kept, the questions come again; nothing else depends on it.
    client.settings.update({ welcomed: true }).catch(() => {});
  };
  return (
    <div className="grid h-full grid-cols-[clamp(280px,28vw,400px)_minmax(0,1fr)]">
      <FirstRunAside step={step} onStep={turnTo} />
      <main className="flex min-h-0 min-w-0 flex-col bg-pane">
        <div className="flex h-10 shrink-0 items-center justify-end px-3 [-webkit-app-region:drag] *:[-webkit-app-region:no-drag]">
          <Button variant="plain" size="small" onClick={finish}>
            Skip setup
          </Button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-[min(84px,9vh)] pb-8">
          <div className="mx-auto max-w-[560px]">
            {step === "model" && <ModelStep onDone={() => turnTo("project")} />}
            {step === "project" && (
              <ProjectStep
                onOpened={(next) => {
                  setOpened(next);
                  turnTo("permissions");
                }}
                onSkip={() => turnTo("permissions")}
              />
            )}
            {step === "permissions" && (
              <PermissionsStep onDone={() => (project === undefined ? finish() : turnTo("thread"))} />
            )}
            {step === "thread" && project !== undefined && (
              <ThreadStep
                project={project}
                onCreated={(threadId) => {
                  layout.update((state) => openThread(state, threadId));
                  finish();
                }}
                onSkip={() => {
                  layout.update((state) => openNew(state, project.id));
                  finish();
                }}
              />
            )}
          </div>
        </div>
      </main>
    </div>
  );
}
