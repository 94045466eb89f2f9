import type { FolderEntry } from "@flightdeck/contract";
import { CornerLeftUp, Folder, FolderGit2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { OpenFailure } from "./OpenFailure.tsx";
import type { ProjectOpener } from "./useProjectOpener.ts";

interface Listing {
  readonly path: string;
  readonly parent?: string;
  readonly folders: readonly FolderEntry[];
}

/** Looks through the host's folders, where the machine has no dialog for it, and opens one. */
export function FolderBrowser({ opener }: { readonly opener: ProjectOpener }) {
  const { client } = useApp();
  const [wanted, setWanted] = useState<string>();
  const [listing, setListing] = useState<Listing>();
  const [failure, setFailure] = useState<Failure>();
  const [path, setPath] = useState("");
  /** What the person types is not replaced by a listing that comes later. */
  const typed = useRef(false);
  useEffect(() => {
    const life = new AbortController();
    client.system.browse({ path: wanted }, { signal: life.signal }).then(
      (found) => {
        setListing(found);
        if (!typed.current) setPath(found.path);
        setFailure(undefined);
      },
      (error: unknown) => {
        if (!life.signal.aborted) setFailure(readFailure(error));
      },
    );
    return () => life.abort();
  }, [client, wanted]);
  const go = (to: string) => {
    opener.reset();
    typed.current = false;
    setWanted(to);
  };
  return (
    <>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          opener.open(path.trim());
        }}
      >
        <IconButton
          label="Up one folder"
          icon={CornerLeftUp}
          disabled={listing?.parent === undefined}
          onClick={() => listing?.parent !== undefined && go(listing.parent)}
        />
        <TextField
          label="Path"
          mono
          autoFocus
          className="flex-1"
          placeholder="/path/to/a/repository"
          bad={opener.failure !== undefined}
          value={path}
          onChange={(event) => {
            typed.current = true;
            setPath(event.target.value);
            opener.reset();
          }}
        />
        <Button variant="primary" type="submit" disabled={opener.busy || path.trim() === ""}>
          Open
        </Button>
      </form>
      <OpenFailure opener={opener} className="mt-2" />
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      <ul aria-label="Folders" className="mt-3 h-[300px] overflow-y-auto rounded-3 border border-line bg-pane p-1">
        {listing?.folders.map((folder) => (
          <li key={folder.path} className="group/folder flex items-center rounded-2 hover:bg-hover">
            <button
              type="button"
              onClick={() => go(folder.path)}
              className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-2 px-2 text-left"
            >
              <Icon
                of={folder.repository ? FolderGit2 : Folder}
                className={folder.repository ? "text-accent" : undefined}
              />
              <span className="truncate">{visibleName(folder.name)}</span>
            </button>
            {folder.repository && (
              <Button
                size="small"
                variant="plain"
                aria-label={`Open ${folder.name}`}
                disabled={opener.busy}
                onClick={() => opener.open(folder.path)}
              >
                Open
              </Button>
            )}
          </li>
        ))}
        {listing?.folders.length === 0 && <li className="px-2 py-1 text-small text-text-3">No folders in here</li>}
      </ul>
    </>
  );
}
