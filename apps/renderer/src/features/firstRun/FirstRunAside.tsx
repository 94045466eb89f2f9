import { clsx } from "clsx";
import { useApp, useSelect } from "../../app.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Findings } from "../settings/Findings.tsx";
import type { Step } from "./progress.ts";

const steps: readonly { readonly step: Step; readonly title: string; readonly note: string }[] = [
  { step: "model", title: "Model access", note: "A key, an endpoint, or none for now" },
  { step: "project", title: "Open a project", note: "Any git repository on this machine" },
  { step: "permissions", title: "Permissions", note: "What agents may do by themselves" },
  { step: "thread", title: "First thread", note: "A task of yours, or the tour" },
];

/** Where the person stands, and what was found on this machine. */
export function FirstRunAside({ step, onStep }: { readonly step: Step; readonly onStep: (step: Step) => void }) {
  const { projects } = useApp();
  const hasProject = useSelect(projects, (state) => state.projects.length > 0);
  const at = steps.findIndex((each) => each.step === step);
  return (
    <aside className="flex min-h-0 flex-col overflow-y-auto border-r border-line bg-frame px-10 pt-[min(125px,14vh)] pb-8">
      <div className="flex items-center gap-2.5">
        <Mark className="size-[26px]" />
        <span className="text-large font-strong tracking-[-0.02em]">Flightdeck</span>
      </div>
      <p className="mt-2.5 max-w-[296px] text-pretty text-text-2">
        Several coding agents at once, each in its own worktree. You steer, review and land.
      </p>
      <ol className="mt-8">
        {steps.map(({ step: each, title, note }, index) => (
          <li key={each}>
            <button
              type="button"
              aria-current={each === step ? "step" : undefined}
              disabled={each === "thread" && !hasProject}
              onClick={() => onStep(each)}
              className="grid w-full grid-cols-[20px_1fr] gap-x-3 rounded-2 py-2.5 text-left"
            >
              <span
                className={clsx(
                  "grid size-5 place-items-center rounded-full text-micro leading-5 font-strong",
                  index <= at
                    ? "bg-accent-fill text-text-on-fill"
                    : "text-text-3 inset-ring-[1.5px] inset-ring-line-control",
                )}
              >
                {index + 1}
              </span>
              <span>
                <span className={clsx("block", each === step ? "font-strong" : "text-text-2")}>{title}</span>
                <span className="block text-small text-text-3">{note}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      <span className="min-h-8 flex-1" />
      <h2 className="mb-1 text-small font-strong text-text-2">This machine</h2>
      <Findings brief />
    </aside>
  );
}
