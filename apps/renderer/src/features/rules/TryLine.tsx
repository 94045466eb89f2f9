import type { ProjectId, RuleVerdict } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { visibleText } from "../../ui/visibleText.ts";

const answers: Readonly<Record<RuleVerdict["decision"], string>> = {
  allow: "Allowed: it would run outside the sandbox without asking.",
  ask: "It would be asked about.",
  forbid: "Forbidden: it would not run.",
  none: "No rule speaks of all of it: the thread's permissions decide.",
};

/** What would happen to a command line; nothing runs. */
export function TryLine() {
  const { client, projects } = useApp();
  const list = useSelect(projects, (state) => state.projects);
  const [line, setLine] = useState("");
  const [project, setProject] = useState<string>("");
  const [verdict, setVerdict] = useState<RuleVerdict>();
  const [failure, setFailure] = useState<Failure>();
  const check = () => {
    setFailure(undefined);
    client.rules
      .check({ command: line, ...(project === "" ? {} : { projectId: project as ProjectId }) }) // a choice's value
      .then(setVerdict, (error: unknown) => setFailure(readFailure(error)));
  };
  return (
    <section aria-label="Try a command line" className="mt-5 border-t border-line pt-3">
      <h3 className="pb-1 font-strong">Try a command line</h3>
      <form
        className="flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (line.trim() !== "") check();
        }}
      >
        <TextField
          label="Command line"
          mono
          className="flex-1"
          placeholder="cd app && npm test | tail"
          value={line}
          onChange={(event) => {
            setLine(event.target.value);
            setVerdict(undefined);
          }}
        />
        {list.length > 0 && (
          <Select
            label="In project"
            value={project}
            choices={[{ value: "", label: "Any project" }, ...list.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(value) => {
              setProject(value);
              setVerdict(undefined);
            }}
          />
        )}
        <Button type="submit" disabled={line.trim() === ""}>
          Check
        </Button>
      </form>
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      {verdict !== undefined && (
        <div role="status" className="mt-2 text-small">
          <p className="font-medium text-text-1">{answers[verdict.decision]}</p>
          {verdict.commands === undefined ? (
            <p className="text-text-3">Some of it cannot be known before it runs, so no rule can allow it.</p>
          ) : (
            <ul aria-label="Commands" className="text-text-3">
              {verdict.commands.map((words, index) => (
                <li key={index} className="mono truncate">
                  {visibleText(words.join(" "))}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}
