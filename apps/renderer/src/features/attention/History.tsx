import type { Happening, HistoryEvent, ProjectId } from "@flightdeck/contract";
import { Check, CircleStop, CornerDownRight, ListChecks, ShieldCheck, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { follow } from "../../feed/follow.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { clock, useNow } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { openThread } from "../layout/store.ts";
import { useRules } from "../rules/useRules.ts";
import { answerWords, ruleOf } from "./historyWords.ts";

const SHOWN = 60;

/** What the person answered, the newest first; a rule that was made with an answer can be taken back here. */
export function History() {
  const answers = useAnswers();
  const now = useNow();
  const { layout, projects } = useApp();
  const names = useSelect(projects, (state) => state.projects);
  const project = (id: ProjectId) => visibleName(names.find((each) => each.id === id)?.name ?? "");
  const today = new Date(now).toDateString();
  const dayOf = (at: number) => new Date(at).toDateString();
  const isToday = answers.filter(({ at }) => dayOf(at) === today);
  const groups = [
    { name: "Answered today", members: isToday },
    { name: "Earlier", members: answers.filter((answer) => !isToday.includes(answer)) },
  ];
  return (
    <aside
      aria-label="Answered"
      className="w-72 shrink-0 overflow-y-auto border-line px-4 pt-1 pb-4 max-[1080px]:max-h-[34%] max-[1080px]:w-auto max-[1080px]:border-t min-[1080px]:border-l"
    >
      {answers.length === 0 && (
        <p className="pt-3 text-small text-text-3">What you answer is listed here, with what was asked.</p>
      )}
      {groups.map(
        ({ name, members }) =>
          members.length > 0 && (
            <section key={name} aria-label={name}>
              <h2 className="mt-1 flex h-8 items-center gap-2 text-small font-strong text-text-2 after:h-px after:flex-1 after:bg-line">
                {name} <span className="font-normal text-text-3 tabular-nums">{members.length}</span>
              </h2>
              <ul>
                {members.map((answer) => (
                  <li
                    key={answer.id}
                    className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 py-[5px] text-small leading-4"
                  >
                    <Sign answer={answer} />
                    <span className="min-w-0">
                      <button
                        type="button"
                        title={visibleName(answer.threadTitle)}
                        onClick={() => layout.update((state) => openThread(state, answer.threadId))}
                        className="block w-full truncate rounded-1 text-left text-text-2 hover:text-text-1"
                      >
                        <InlineCode text={answerWords(answer)} />
                      </button>
                      <span className="block truncate text-text-3">
                        {project(answer.projectId)} · you
                        {answer.kind === "approval" && answer.decision === "approve_for_thread" && ", this thread"}
                      </span>
                      {answer.kind === "approval" && answer.rule !== undefined && (
                        <MadeRule rule={answer.rule} projectId={answer.projectId} />
                      )}
                    </span>
                    <span className="text-micro text-text-3 tabular-nums">{clock(answer.at)}</span>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </aside>
  );
}

function Sign({ answer }: { readonly answer: Happening }) {
  switch (answer.kind) {
    case "approval":
      return answer.decision === "decline" || answer.decision === "stop" ? (
        <Icon of={X} size={14} className="mt-px text-red" />
      ) : (
        <Icon of={Check} size={14} className="mt-px text-green" />
      );
    case "plan":
      return <Icon of={ListChecks} size={14} className="mt-px text-text-3" />;
    case "stopped":
      return <Icon of={CircleStop} size={14} className="mt-px text-text-3" />;
    case "question":
    case "finished":
    case "interrupted":
    case "failed":
    case "landed":
      return <Icon of={CornerDownRight} size={14} className="mt-px text-text-3" />;
  }
}

/** The rule of an answer, and the way to take it back as long as it is there. */
function MadeRule({
  rule,
  projectId,
}: {
  readonly rule: NonNullable<Extract<Happening, { kind: "approval" }>["rule"]>;
  readonly projectId: ProjectId;
}) {
  const { client } = useApp();
  const rules = useRules();
  const failed = useFailed();
  const known = rules && ruleOf(rules.rules, rule, projectId);
  const words = visibleName(rule.prefix.join(" "));
  return (
    <span className="mt-0.5 flex min-w-0 items-center gap-1.5 text-text-3">
      <Icon of={ShieldCheck} size={12} />
      <code className="min-w-0 truncate text-micro!">{words} *</code>
      {known !== undefined && (
        <Button
          size="small"
          variant="plain"
          aria-label={`Undo the rule ${words}`}
          onClick={() => void client.rules.remove({ id: known.id }).catch(failed)}
        >
          Undo
        </Button>
      )}
      {rules !== undefined && known === undefined && <span>removed</span>}
    </span>
  );
}

/** The history, as long as it is looked at. */
function useAnswers(): readonly Happening[] {
  const { client, connection } = useApp();
  const [answers, setAnswers] = useState<readonly Happening[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    void follow<HistoryEvent>({
      connection,
      signal: stop.signal,
      open: (signal) => client.attention.watchHistory({ limit: SHOWN }, { signal }),
      onEvent: (event) =>
        setAnswers((before) =>
          event.type === "snapshot" ? event.happenings : [...event.happenings, ...before].slice(0, SHOWN),
        ),
    });
    return () => stop.abort();
  }, [client, connection]);
  return answers;
}
