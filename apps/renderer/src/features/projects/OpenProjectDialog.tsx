import type { Project } from "@flightdeck/contract";
import { useEffect, useRef } from "react";
import { useApp } from "../../app.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FolderBrowser } from "./FolderBrowser.tsx";
import { OpenFailure } from "./OpenFailure.tsx";
import { useProjectOpener } from "./useProjectOpener.ts";

/** Opens a project: the system's dialog where there is one, and ours for the rest of the conversation. */
export function OpenProjectDialog({
  onOpened,
  onClose,
}: {
  readonly onOpened: (project: Project) => void;
  readonly onClose: () => void;
}) {
  const { shell } = useApp();
  const opener = useProjectOpener(onOpened);
  const asked = useRef(false);
  useEffect(() => {
    if (shell === undefined || asked.current) return;
    asked.current = true;
    void shell.openFolder().then((path) => (path === null ? onClose() : opener.open(path)));
  }, [shell, onClose, opener]);
  if (shell !== undefined && opener.failure === undefined) return null;
  return (
    <Dialog open onClose={onClose} className="w-[560px] px-5 pb-5">
      <DialogHead title="Open a project" onClose={onClose} />
      {shell === undefined ? (
        <FolderBrowser opener={opener} />
      ) : (
        <>
          <code className="block truncate text-text-2">{opener.path}</code>
          <OpenFailure opener={opener} className="mt-3" />
        </>
      )}
    </Dialog>
  );
}
