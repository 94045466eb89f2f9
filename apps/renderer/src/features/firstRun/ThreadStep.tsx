import type { Project, ThreadId } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { Button, Kbd } from "../../ui/Button.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useKeyHint } from "../acts/index.ts";
import { StartForm } from "../newThread/NewThread.tsx";

/** Small tasks that fit every repository and end soon. */
const suggestions = [
  {
    name: "Explain this project",
    text: "Explain this project to me: what it is for, how it is built and where to begin reading.",
  },
  { name: "Find a small bug", text: "Look for one small bug in this repository, explain it, and fix it with a test." },
  { name: "Test what has no test", text: "Find the most important code here that has no test, and write one for it." },
] as const;

/** The first task of the first agent. */
export function ThreadStep({
  project,
  onCreated,
  onSkip,
}: {
  readonly project: Project;
  readonly onCreated: (threadId: ThreadId) => void;
  readonly onSkip: () => void;
}) {
  const { boxes, models } = useApp();
  const model = useSelect(models, (state) => state.defaultModel);
  const hints = [
    { key: "↵", does: "send" },
    { key: useKeyHint("command-palette"), does: "everything, by a few letters" },
    { key: useKeyHint("new-thread"), does: "another agent" },
    { key: useKeyHint("attention"), does: "what waits for you" },
  ];
  const propose = (text: string) => {
    const box = boxes.find(`new:${project.id}`);
    box?.insertText(text);
    box?.focus();
  };
  return (
    <>
      <h1 className="text-large font-strong">What should the first agent do?</h1>
      <p className="mt-1 mb-5 text-text-2">
        It works in <span className="font-medium text-text-1">{visibleName(project.name)}</span>, in a worktree of its
        own. Your checkout stays as it is.
      </p>
      <StartForm project={project} onCreated={onCreated} />
      {model !== undefined && (
        <div role="group" aria-label="Suggestions" className="mt-4 flex flex-wrap gap-1.5">
          {suggestions.map(({ name, text }) => (
            <Button key={name} size="small" onClick={() => propose(text)}>
              {name}
            </Button>
          ))}
        </div>
      )}
      <div className="mt-5 flex items-start gap-2">
        <ul aria-label="Keys" className="flex flex-1 flex-wrap gap-x-4 gap-y-1 pt-1.5 text-micro text-text-3">
          {hints.map(
            ({ key, does }) =>
              key !== undefined && (
                <li key={does}>
                  <Kbd>{key}</Kbd> <span className="sr-only">{key}</span> {does}
                </li>
              ),
          )}
        </ul>
        <Button variant="plain" onClick={onSkip}>
          Skip
        </Button>
      </div>
    </>
  );
}
