import type { Project } from "@flightdeck/contract";
import { ShieldQuestion } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName } from "../../ui/visibleText.ts";

/** Words as one enumerates them. */
const enumerated = (words: readonly string[]): string => words.join(", ").replace(/, ([^,]*)$/, " and $1");

/** Asks once whether what a repository brings along may be used. */
export function TrustNote({ project }: { readonly project: Project }) {
  const { client } = useApp();
  const [failure, setFailure] = useState<Failure>();
  if (project.trusted !== undefined || project.wants.length === 0) return null;
  const answer = (trusted: boolean) => {
    setFailure(undefined);
    client.projects.trust({ projectId: project.id, trusted }).catch((error: unknown) => setFailure(readFailure(error)));
  };
  return (
    <section
      aria-label="Trust this project"
      className="mt-2.5 rounded-3 border border-amber-line px-3 py-2 text-small text-text-2"
    >
      <div className="flex items-start gap-2">
        <Icon of={ShieldQuestion} size={14} className="mt-0.5 shrink-0 text-amber" />
        <p className="min-w-0 flex-1 text-pretty">
          <span className="font-medium text-text-1">Do you trust {visibleName(project.name)}?</span> The repository
          brings its own {enumerated(project.wants)}. They are used only if you trust whoever wrote them.
        </p>
      </div>
      <div className="mt-2 flex gap-1.5 pl-[22px]">
        <Button size="small" onClick={() => answer(true)}>
          Trust
        </Button>
        <Button size="small" variant="plain" onClick={() => answer(false)}>
          Do not trust
        </Button>
      </div>
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
    </section>
  );
}
