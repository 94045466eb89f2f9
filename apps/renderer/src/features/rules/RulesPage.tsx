import type { KnownRule } from "@flightdeck/contract";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { RuleForm } from "./RuleForm.tsx";
import { TryLine } from "./TryLine.tsx";
import { useRules } from "./useRules.ts";
import { decisionWords, placeOf, prefixText } from "./words.ts";

const tones = { allow: "green", ask: "amber", forbid: "red" } as const;

/** Which commands run without asking, which are always asked about, which never run. */
export function RulesPage() {
  const { client, projects } = useApp();
  const list = useSelect(projects, (state) => state.projects);
  const known = useRules();
  const [editing, setEditing] = useState<KnownRule | "new">();
  const [failure, setFailure] = useState<Failure>();
  const nameOf = (id: string) => list.find((project) => project.id === id)?.name ?? "A project that is gone";
  const groups = Map.groupBy(known?.rules ?? [], (rule) => placeOf(rule, nameOf));
  const remove = (rule: KnownRule) => {
    setFailure(undefined);
    client.rules.remove({ id: rule.id }).catch((error: unknown) => setFailure(readFailure(error)));
  };
  return (
    <>
      <p className="max-w-[520px] pb-2 text-small text-pretty text-text-3">
        A rule speaks of commands that begin with certain words, wherever they stand in a line. The strictest rule wins;
        a line runs without asking only if rules allow all of it.
      </p>
      {failure !== undefined && <FailureNote failure={failure} className="mb-3" />}
      {known !== undefined && known.problems.length > 0 && (
        <ul role="alert" className="mb-3 rounded-3 border border-line px-3 py-2 text-small break-words text-text-2">
          {known.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {editing === "new" ? (
        <RuleForm onClose={() => setEditing(undefined)} />
      ) : (
        <Button size="small" icon={Plus} onClick={() => setEditing("new")}>
          Add a rule
        </Button>
      )}
      {known !== undefined && known.rules.length === 0 && editing !== "new" && (
        <p className="py-3 text-small text-text-3">
          There are no rules yet. “Always allow” in an approval makes one, too.
        </p>
      )}
      {[...groups].map(([place, rules]) => (
        <section key={place} aria-label={place} className="mt-4">
          <h3 className="pb-1 text-small font-strong text-text-2">{place}</h3>
          <ul className="border-t border-line">
            {rules.map((rule) =>
              editing !== "new" && editing?.id === rule.id ? (
                <li key={rule.id} className="border-b border-line py-2">
                  <RuleForm rule={rule} onClose={() => setEditing(undefined)} />
                </li>
              ) : (
                <RuleRow key={rule.id} rule={rule} onEdit={() => setEditing(rule)} onRemove={() => remove(rule)} />
              ),
            )}
          </ul>
        </section>
      ))}
      <TryLine />
    </>
  );
}

function RuleRow({
  rule,
  onEdit,
  onRemove,
}: {
  readonly rule: KnownRule;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const words = prefixText(rule.prefix);
  return (
    <li className="flex min-h-8 items-start gap-2 border-b border-line py-1.5">
      <span className="w-14 shrink-0 pt-0.5">
        <Tag tone={rule.problem === undefined ? tones[rule.decision] : "plain"}>{decisionWords[rule.decision]}</Tag>
      </span>
      <span className="min-w-0 flex-1">
        <code className="break-all">{visibleText(words)}</code>
        {rule.justification !== undefined && (
          <span className="block text-small text-pretty text-text-3">{visibleText(rule.justification)}</span>
        )}
        {rule.problem !== undefined && (
          <span className="block text-small text-pretty text-red">Not in force. {visibleText(rule.problem)}</span>
        )}
      </span>
      {rule.scope === "repository" ? (
        <span className="text-micro text-text-3">.flightdeck/rules.toml</span>
      ) : (
        <>
          <IconButton label={`Edit the rule ${words}`} icon={Pencil} size="small" onClick={onEdit} />
          <IconButton label={`Remove the rule ${words}`} icon={Trash2} size="small" onClick={onRemove} />
        </>
      )}
    </li>
  );
}
