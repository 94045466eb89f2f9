import type { InboxGroup } from "@flightdeck/contract";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { money, useNow } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { DetailHead } from "./DetailHead.tsx";
import { Fact, Facts } from "./Facts.tsx";
import { groupWords, moment } from "./words.ts";

const results = {
  completed: "Nothing found, nothing changed",
  missed: "Nothing could begin at these times",
  skipped: "These did not begin",
} as const satisfies Record<InboxGroup["state"], string>;

/** Runs of which there is little to say: how many, when, why, and the way to each of them. */
export function GroupDetail({ group }: { readonly group: InboxGroup }) {
  const { inboxPrefs } = useApp();
  const now = useNow();
  const { title, note } = groupWords(group);
  const each = () =>
    inboxPrefs.set({ tab: "all", automationId: group.automationId, projectId: undefined, outcome: "nothing" });
  return (
    <>
      <DetailHead title={visibleName(title)} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3.5">
        {note !== "" && <p className="break-words whitespace-pre-wrap">{visibleText(note)}</p>}
        <Facts>
          <Fact name="Result">{results[group.state]}</Fact>
          <Fact name="Last">{moment(group.lastAt, now)}</Fact>
          {group.dollars > 0 && <Fact name="Cost">{money(group.dollars)} in all</Fact>}
        </Facts>
      </div>
      {group.entryIds.length > 0 && (
        <footer className="flex h-11 shrink-0 items-center gap-1.5 border-t border-line bg-raised px-3">
          <Button onClick={each}>Show each</Button>
        </footer>
      )}
    </>
  );
}
