import type { PlacedFinding } from "@flightdeck/contract";
import { clsx } from "clsx";
import { ChevronDown, ChevronRight, CornerDownLeft } from "lucide-react";
import { useState } from "react";
import { useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { useReview } from "../review/parts.ts";
import { Section } from "../review/Section.tsx";
import { useFindings } from "./context.ts";
import { FindingCard } from "./FindingCard.tsx";
import { Priority } from "./Priority.tsx";
import { useFindingActs } from "./useFindingActs.ts";
import { countWords, reviewLine, stateWord, unreadWords } from "./words.ts";

/** The findings below the list of files: those that wait first, what is settled folded away. */
export function FindingsSection() {
  const store = useFindings();
  const { findings, last, current, chosen, known } = useSelect(store, (state) => state);
  const acts = useFindingActs();
  const failed = useFailed();
  const [showSettled, setShowSettled] = useState(false);
  if (!known || (last === undefined && findings.length === 0)) return null;
  const open = findings.filter(({ state }) => state === "open");
  const settled = findings.filter(({ state }) => state !== "open");
  const left = last === undefined ? undefined : unreadWords(last);
  return (
    <Section title="Findings" count={countWords(findings)}>
      {last !== undefined && (
        <p className="px-0 pb-1 text-micro break-words text-text-3">
          {visibleText(reviewLine(last, current))}
          {left !== undefined && (
            <span
              title={last.unread
                .map(({ path }) => visibleName(path))
                .slice(0, 40)
                .join("\n")}
            >
              . {left}
            </span>
          )}
        </p>
      )}
      {open.map((finding) => (
        <Row
          key={finding.id}
          finding={finding}
          chosen={open.length > 1 ? chosen.has(finding.id) : undefined}
          onChoose={(next) => store.choose(finding.id, next)}
        />
      ))}
      {chosen.size > 0 && (
        <Button
          size="small"
          icon={CornerDownLeft}
          className="mt-1.5 w-full"
          onClick={() => void acts.send([...chosen]).catch(failed)}
        >
          {chosen.size === 1 ? "Send 1 finding to agent" : `Send ${chosen.size} findings to agent`}
        </Button>
      )}
      {settled.length > 0 && (
        <>
          <button
            type="button"
            aria-expanded={showSettled}
            onClick={() => setShowSettled(!showSettled)}
            className="mt-1 flex h-[22px] w-full items-center gap-1 rounded-2 text-left text-micro text-text-3 hover:bg-hover hover:text-text-1 focus-visible:-outline-offset-2"
          >
            <Icon of={showSettled ? ChevronDown : ChevronRight} size={12} />
            {settled.length} settled
          </button>
          {showSettled && settled.map((finding) => <Row key={finding.id} finding={finding} />)}
        </>
      )}
    </Section>
  );
}

/** A finding in a line. It leads to its place in the diff; one without such a place opens here. */
function Row({
  finding,
  chosen,
  onChoose,
}: {
  readonly finding: PlacedFinding;
  readonly chosen?: boolean | undefined;
  readonly onChoose?: (chosen: boolean) => void;
}) {
  const { priority, title, place, state } = finding;
  const { show } = useReview();
  const [opened, setOpened] = useState(false);
  const inDiff = place.kind !== "outside" && (state === "open" || state === "applied");
  const word = stateWord(finding);
  const name = visibleName(title);
  return (
    <div>
      <div className="flex h-[26px] items-center gap-2 text-small">
        {chosen !== undefined && (
          <Checkbox checked={chosen} onChange={(next) => onChoose?.(next)}>
            <span className="sr-only">Choose {name}</span>
          </Checkbox>
        )}
        <button
          type="button"
          title={name}
          aria-expanded={inDiff ? undefined : opened}
          onClick={() => (inDiff ? show(place.path, { side: place.side, line: place.endLine }) : setOpened(!opened))}
          className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
        >
          <Priority of={priority} />
          <span className={clsx("min-w-0 flex-1 truncate", state === "open" ? "text-text-1" : "text-text-3")}>
            {name.replaceAll("`", "")}
          </span>
          {word !== undefined && <span className="shrink-0 text-micro text-text-3">{word}</span>}
        </button>
      </div>
      {opened && !inDiff && <FindingCard finding={finding} narrow />}
    </div>
  );
}
