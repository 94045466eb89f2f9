import type { Project } from "@flightdeck/contract";
import { FolderGit2, FolderOpen } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { FolderBrowser } from "../projects/FolderBrowser.tsx";
import { OpenFailure } from "../projects/OpenFailure.tsx";
import { useProjectOpener } from "../projects/useProjectOpener.ts";

/** Which repository to begin with. */
export function ProjectStep({
  onOpened,
  onSkip,
}: {
  readonly onOpened: (project: Project) => void;
  readonly onSkip: () => void;
}) {
  const { projects, shell } = useApp();
  const list = useSelect(projects, (state) => state.projects);
  const opener = useProjectOpener(onOpened);
  return (
    <>
      <h1 className="text-large font-strong">Open a project</h1>
      <p className="mt-1 mb-5 text-text-2">Any git repository on this machine. Opening it changes nothing in it.</p>
      {list.length > 0 && (
        <ul className="mb-4">
          {list.map((project) => (
            <li key={project.id}>
              <button
                type="button"
                onClick={() => onOpened(project)}
                className="-mx-2 flex h-8 w-[calc(100%+16px)] items-center gap-2 rounded-2 px-2 text-left hover:bg-hover"
              >
                <Icon of={FolderGit2} />
                <span className="shrink-0">{project.name}</span>
                <code className="min-w-0 truncate text-text-3">{project.path}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
      {shell === undefined ? (
        <FolderBrowser opener={opener} />
      ) : (
        <>
          <Button
            variant="primary"
            icon={FolderOpen}
            disabled={opener.busy}
            onClick={() => void shell.openFolder().then((path) => path !== null && opener.open(path))}
          >
            Open folder…
          </Button>
          {opener.failure !== undefined && <code className="mt-4 block truncate text-text-2">{opener.path}</code>}
          <OpenFailure opener={opener} className="mt-2" />
        </>
      )}
      <div className="mt-5 flex justify-end">
        <Button variant="plain" onClick={onSkip}>
          Skip
        </Button>
      </div>
    </>
  );
}
