import type { DiffFile, PlacedFinding } from "@flightdeck/contract";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type LineAnnotation, type ReviewPart, useReview } from "../review/parts.ts";
import { FindingsContext, useFindings } from "./context.ts";
import { FindingCard } from "./FindingCard.tsx";
import { FindingsSection } from "./FindingsSection.tsx";
import { ReviewButton } from "./ReviewButton.tsx";
import { createFindings } from "./store.ts";

function Around({ children }: { readonly children: ReactNode }) {
  const { client, connection } = useApp();
  const { threadId, store: review } = useReview();
  const [store] = useState(() => createFindings({ client, connection, threadId, review }));
  useEffect(() => {
    const life = new AbortController();
    store.run(life.signal);
    return () => life.abort();
  }, [store]);
  return <FindingsContext value={store}>{children}</FindingsContext>;
}

/** What waits stands below its lines, and what was applied, until it is settled elsewhere. */
function annotationOf(finding: PlacedFinding): LineAnnotation | undefined {
  const { place, state } = finding;
  if (place.kind === "outside" || (state !== "open" && state !== "applied")) return undefined;
  const { path, side, startLine, endLine } = place;
  return {
    key: `finding:${finding.id}`,
    path,
    side,
    startLine,
    endLine,
    render: () => <FindingCard finding={finding} />,
  };
}

function useAnnotations(): readonly LineAnnotation[] {
  const findings = useSelect(useFindings(), (state) => state.findings);
  const [made] = useState(() => new WeakMap<PlacedFinding, LineAnnotation>());
  return useMemo(
    () =>
      findings.flatMap((finding) => {
        const known = made.get(finding) ?? annotationOf(finding);
        if (known === undefined) return [];
        made.set(finding, known);
        return [known];
      }),
    [findings, made],
  );
}

/** How many findings of a file wait. */
function FileNote({ file: { path } }: { readonly file: DiffFile }) {
  const count = useSelect(
    useFindings(),
    ({ findings }) =>
      findings.filter(({ state, place }) => state === "open" && place.kind !== "outside" && place.path === path).length,
  );
  if (count === 0) return null;
  const words = `${count} ${count === 1 ? "finding" : "findings"} open`;
  return (
    <span role="img" title={words} aria-label={words} className="text-micro font-medium text-amber tabular-nums">
      {count}
    </span>
  );
}

/** What the reviewer found, in the diff pane. */
export const findingsPart: ReviewPart = {
  Around,
  Tools: ReviewButton,
  FileNote,
  Section: FindingsSection,
  useAnnotations,
};
