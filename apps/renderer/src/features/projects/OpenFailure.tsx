import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import type { ProjectOpener } from "./useProjectOpener.ts";

/** Why a folder could not be opened, and what turns it into a project. */
export function OpenFailure({ opener, className }: { readonly opener: ProjectOpener; readonly className?: string }) {
  const { failure, path, busy } = opener;
  if (failure === undefined || path === undefined) return null;
  const init = (word: string) => (
    <Button size="small" disabled={busy} onClick={() => opener.open(path, { init: true })}>
      {word}
    </Button>
  );
  return (
    <FailureNote failure={failure} className={className}>
      {failure.code === "not_a_repository" && init("Initialise git here")}
      {failure.code === "empty_repository" && init("Make an empty first commit")}
      {failure.code === "inside_a_repository" && failure.detail !== undefined && (
        <Button size="small" disabled={busy} onClick={() => opener.open(failure.detail ?? path)}>
          Open the repository
        </Button>
      )}
    </FailureNote>
  );
}
