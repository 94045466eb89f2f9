import { Action, ActionIcon, type KnownAction, type ProjectId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { iconOf } from "./runAction.ts";

/** Adds an action of the person's own, or changes one. */
export function ActionForm({
  projectId,
  action,
  onClose,
}: {
  readonly projectId: ProjectId;
  readonly action?: KnownAction;
  readonly onClose: () => void;
}) {
  const { client } = useApp();
  const [name, setName] = useState(action?.name ?? "");
  const [command, setCommand] = useState(action?.command ?? "");
  const [icon, setIcon] = useState<ActionIcon>(action?.icon ?? "play");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const parsed = Action.safeParse({ name, command, icon });
  const save = async () => {
    if (!parsed.success || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await client.actions.save({ projectId, action: parsed.data, ...(action === undefined ? {} : { id: action.id }) });
      onClose();
    } catch (error) {
      setFailure(readFailure(error));
      setBusy(false);
    }
  };
  return (
    <form
      aria-label={action === undefined ? "New action" : "Edit the action"}
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
      <span className="flex flex-wrap items-center gap-2">
        <TextField
          label="Name"
          placeholder="Dev server"
          maxLength={40}
          autoFocus
          className="flex-1"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <IconChoice value={icon} onChange={setIcon} />
      </span>
      <textarea
        aria-label="Command"
        placeholder="npm run dev"
        rows={Math.min(8, command.split("\n").length + 1)}
        spellCheck={false}
        value={command}
        onChange={(event) => setCommand(event.target.value)}
        className="resize-none rounded-2 bg-raised px-2 py-1.5 font-mono text-small inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent focus:outline focus:outline-accent"
      />
      {failure !== undefined && <FailureNote failure={failure} />}
      <span className="flex gap-1.5">
        <Button type="submit" size="small" variant="primary" disabled={!parsed.success || busy}>
          {action === undefined ? "Add" : "Save"}
        </Button>
        <Button size="small" variant="plain" onClick={onClose}>
          Cancel
        </Button>
      </span>
    </form>
  );
}

function IconChoice({
  value,
  onChange,
}: {
  readonly value: ActionIcon;
  readonly onChange: (icon: ActionIcon) => void;
}) {
  return (
    <span role="radiogroup" aria-label="Icon" className="inline-flex rounded-[6px] bg-hover p-0.5">
      {ActionIcon.options.map((icon) => (
        <label
          key={icon}
          title={icon}
          className="grid size-6 place-items-center rounded-[4px] text-text-3 has-checked:bg-knob has-checked:text-text-1 has-checked:ring has-checked:ring-line has-focus-visible:outline-2 has-focus-visible:outline-focus"
        >
          <input
            type="radio"
            name="icon"
            aria-label={icon}
            className="sr-only"
            checked={icon === value}
            onChange={() => onChange(icon)}
          />
          <Icon of={iconOf(icon)} size={14} className="text-current" />
        </label>
      ))}
    </span>
  );
}
