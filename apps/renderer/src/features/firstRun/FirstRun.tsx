import type { Project } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { openNew, openThread } from "../layout/store.ts";
import { StartForm } from "../newThread/NewThread.tsx";
import { FirstRunAside, type Step } from "./FirstRunAside.tsx";
import { ModelStep } from "./ModelStep.tsx";
import { ProjectStep } from "./ProjectStep.tsx";

/** From nothing to a first thread, in three steps that can each be skipped. */
export function FirstRun() {
  const { client, layout, projects } = useApp();
  const list = useSelect(projects, (state) => state.projects);
  const [step, setStep] = useState<Step>("model");
  const [opened, setOpened] = useState<Project>();
  const project = opened ?? list.at(-1);
  const finish = () => {
    // Should it not be kept, the questions come again; nothing else depends on it.
    client.settings.update({ welcomed: true }).catch(() => {});
  };
  return (
    <div className="grid h-full grid-cols-[clamp(280px,28vw,400px)_minmax(0,1fr)]">
      <FirstRunAside step={step} onStep={setStep} />
      <main className="flex min-h-0 min-w-0 flex-col bg-pane">
        <div className="flex h-10 shrink-0 items-center justify-end px-3 [-webkit-app-region:drag] *:[-webkit-app-region:no-drag]">
          <Button variant="plain" size="small" onClick={finish}>
            Skip setup
          </Button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-[min(84px,9vh)] pb-8">
          <div className="mx-auto max-w-[560px]">
            {step === "model" && <ModelStep onDone={() => setStep("project")} />}
            {step === "project" && (
              <ProjectStep
                onOpened={(next) => {
                  setOpened(next);
                  setStep("thread");
                }}
                onSkip={finish}
              />
            )}
            {step === "thread" && project !== undefined && (
              <>
                <h1 className="text-large font-strong">What should the first agent do?</h1>
                <p className="mt-1 mb-5 text-text-2">
                  It works in <span className="font-medium text-text-1">{project.name}</span>, in a worktree of its own.
                  Your checkout stays as it is.
                </p>
                <StartForm
                  project={project}
                  onCreated={(threadId) => {
                    layout.update((state) => openThread(state, threadId));
                    finish();
                  }}
                />
                <div className="mt-5 flex justify-end">
                  <Button
                    variant="plain"
                    onClick={() => {
                      layout.update((state) => openNew(state, project.id));
                      finish();
                    }}
                  >
                    Skip
                  </Button>
                </div>
              </>
            )}
          </div>
        </div>
      </main>
    </div>
  );
}
