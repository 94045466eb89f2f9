import type { KnownRule, ProjectId, RuleDecision } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Segmented, TextField } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { decisionNotes, decisionWords, prefixFrom, prefixText } from "./words.ts";

const everywhere = "user";

/** Adds a rule, or changes one. */
export function RuleForm({ rule, onClose }: { readonly rule?: KnownRule; readonly onClose: () => void }) {
  const { client, projects } = useApp();
  const list = useSelect(projects, (state) => state.projects);
  const [words, setWords] = useState(rule === undefined ? "" : prefixText(rule.prefix));
  const [decision, setDecision] = useState<RuleDecision>(rule?.decision ?? "allow");
  const [place, setPlace] = useState<string>(rule?.projectId ?? everywhere);
  const [why, setWhy] = useState(rule?.justification ?? "");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const prefix = prefixFrom(words);
  const save = async () => {
    if (prefix.length === 0 || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await client.rules.save({
        ...(rule === undefined ? {} : { id: rule.id }),
        ...(place === everywhere ? { scope: "user" } : { scope: "project", projectId: place as ProjectId }), // a choice's value
        rule: {
          prefix,
          decision,
          ...(why.trim() === "" ? {} : { justification: why.trim() }),
          match: rule?.match ?? [],
          not_match: rule?.not_match ?? [],
        },
      });
      onClose();
    } catch (error) {
      setFailure(readFailure(error));
      setBusy(false);
    }
  };
  return (
    <form
      aria-label={rule === undefined ? "New rule" : "Edit the rule"}
      className="flex flex-col gap-2 rounded-3 border border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <TextField
        label="Commands that begin with"
        placeholder="npm run build|lint"
        mono
        autoFocus
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <span className="flex flex-wrap items-center gap-2">
        <Segmented
          label="Decision"
          value={decision}
          choices={(["allow", "ask", "forbid"] as const).map((value) => ({ value, label: decisionWords[value] }))}
          onChange={setDecision}
        />
        <span className="flex-1 text-small text-text-3">{decisionNotes[decision]}</span>
        <Select
          label="Where it counts"
          value={place}
          choices={[
            { value: everywhere, label: "Every project" },
            ...list.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={setPlace}
        />
      </span>
      <TextField
        label="Reason"
        placeholder={decision === "forbid" ? "Why, as the agent is told (optional)" : "Why (optional)"}
        value={why}
        maxLength={500}
        onChange={(event) => setWhy(event.target.value)}
      />
      {failure !== undefined && <FailureNote failure={failure} />}
      <span className="flex gap-1.5">
        <Button type="submit" size="small" variant="primary" disabled={prefix.length === 0 || busy}>
          {rule === undefined ? "Add" : "Save"}
        </Button>
        <Button size="small" variant="plain" onClick={onClose}>
          Cancel
        </Button>
      </span>
    </form>
  );
}
