import type { QuestionField, ThreadDigest, ThreadRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useApp, useSelect } from "../../app.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { subject } from "../approvals/index.ts";

/** Two lines in the agent's own letters: what it wants to run, prints, plans or changed. */
export function Tail({ row, digest }: { readonly row: ThreadRow; readonly digest: ThreadDigest | undefined }) {
  const { attention } = useApp();
  const asked = useSelect(attention, (state) => state.approvals.find(({ threadId }) => threadId === row.id)?.request);
  return (
    <div className="overflow-hidden border-t border-line bg-sunken pt-[5px] pr-3 pl-[34px] font-mono text-[11px]/[17px] text-text-3">
      {asked !== undefined ? (
        <div className="line-clamp-2 break-all whitespace-pre-wrap text-text-2" title={visibleText(subject(asked))}>
          {asked.kind === "command" && "$ "}
          {visibleText(subject(asked))}
        </div>
      ) : digest === undefined ? null : (
        <Lines row={row} digest={digest} />
      )}
    </div>
  );
}

function Lines({ row, digest }: { readonly row: ThreadRow; readonly digest: ThreadDigest }) {
  const { plan, files, tail, question } = digest;
  if (row.status === "waiting_answer" && question !== undefined) return <Options field={question.field} />;
  if (row.status === "plan_ready" && plan?.proposal !== undefined) {
    return plan.proposal.first.slice(0, 2).map((step, index) => (
      <div key={index} className="truncate">
        {index + 1} {visibleName(step)}
      </div>
    ));
  }
  // While a plan's step stands above, what is done for it stands here.
  const step = row.status === "running" && plan?.now !== undefined ? digest.step : undefined;
  const working = row.status === "running" || row.status === "failed";
  if (files.length > 0 && !working) return <Files files={files} count={digest.fileCount} />;
  if (row.status === "running" && digest.step === "Writing" && plan?.now !== undefined && digest.said !== "") {
    return <p className="line-clamp-2 font-ui">{visibleText(digest.said)}</p>;
  }
  const lines = step === undefined ? tail.slice(-2) : [step, ...tail.slice(-1)];
  return lines.map((line, index) => (
    <div
      key={index}
      className={clsx(
        "truncate whitespace-pre",
        index === lines.length - 1 && (row.status === "failed" ? "text-red" : "text-text-2"),
      )}
    >
      {visibleText(line)}
    </div>
  ));
}

/** The answers in full: the buttons below may have no room for all of their words. */
const Options = ({ field }: { readonly field: QuestionField }) => (
  <div className="line-clamp-2 break-words whitespace-normal">
    {field.options.map(({ label }, index) => (
      <span key={label} className="mr-3.5 inline-block">
        {index + 1} <span className="text-text-2">{visibleName(label)}</span>
      </span>
    ))}
  </div>
);

function Files({ files, count }: { readonly files: ThreadDigest["files"]; readonly count: number }) {
  const shown = files.slice(0, 3);
  return (
    <div className="flex flex-wrap gap-x-3 overflow-hidden">
      {shown.map(({ path, additions, deletions }) => (
        <span key={path} className="inline-flex max-w-full min-w-0 items-baseline gap-1.5" title={visibleName(path)}>
          <span className="truncate text-text-2">{visibleName(path.split("/").at(-1) ?? path)}</span>
          <LineCount additions={additions} deletions={deletions} />
        </span>
      ))}
      {count > shown.length && <span>{count - shown.length} more</span>}
    </div>
  );
}
