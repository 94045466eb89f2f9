import type { Editor } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const FIRST = "first-found";
const OWN = "own-command";

/** Where files open: an editor that was found on the host's machine, or a command of the person's own. */
export function EditorSetting() {
  const { client, settings } = useApp();
  const editor = useSelect(settings, (state) => state.settings?.editor ?? "");
  const { update, note } = useSettingsUpdate();
  const [found, setFound] = useState<readonly Editor[]>([]);
  const [asksOwn, setAsksOwn] = useState(false);
  useEffect(() => {
    let shown = true;
    client.system.editors({}).then(
      (editors) => shown && setFound(editors),
      () => {}, // a command can be written without them
    );
    return () => {
      shown = false;
    };
  }, [client]);
  const known = found.some(({ id }) => id === editor);
  const own = asksOwn || (editor !== "" && !known);
  const [first] = found;
  const choices = [
    { value: FIRST, label: first === undefined ? "None was found" : `First found (${first.name})` },
    ...found.map(({ id, name }) => ({ value: id, label: name })),
    { value: OWN, label: "A command" },
  ];
  const choose = (value: string) => {
    setAsksOwn(value === OWN);
    if (value !== OWN) update({ editor: value === FIRST ? "" : value });
  };
  return (
    <Setting
      path="editor"
      name="Editor"
      note="Opens the files that agents name, at their line."
      control={<Select label="Editor" value={own ? OWN : editor || FIRST} choices={choices} onChange={choose} />}
    >
      {note}
      {own && (
        <OwnCommand key={editor} command={known ? "" : editor} onChange={(command) => update({ editor: command })} />
      )}
    </Setting>
  );
}

function OwnCommand({ command, onChange }: { readonly command: string; readonly onChange: (command: string) => void }) {
  const [typed, setTyped] = useState(command);
  const commit = () => {
    if (typed.trim() !== command) onChange(typed.trim());
  };
  return (
    <TextField
      label="Command of the editor"
      mono
      placeholder="my-editor --line {line} {file}"
      title="{file}, {line} and {column} stand for the place; no shell reads it"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}
