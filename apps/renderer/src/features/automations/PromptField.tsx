import type { ProjectId } from "@flightdeck/contract";
import { useEffect, useLayoutEffect, useRef } from "react";
import { createMessageEditor, type MessageEditor } from "../composer/editor.ts";
import { mentionSource } from "../composer/suggestions/fileSource.ts";
import { skillSource } from "../composer/suggestions/skillSource.ts";
import { useSuggestions } from "../composer/suggestions/useSuggestions.tsx";
import { useSkills } from "../composer/useSkills.ts";
import { useApp } from "../../app.tsx";

const noThreads = () => [];

/** What the agent is told, with the names of skills and files offered as in a message. */
export function PromptField({
  value,
  projectId,
  bad,
  onChange,
  onSave,
}: {
  readonly value: string;
  /** Whose skills and files are offered. */
  readonly projectId: ProjectId | undefined;
  readonly bad: boolean;
  readonly onChange: (prompt: string) => void;
  readonly onSave: () => void;
}) {
  const { client } = useApp();
  const mount = useRef<HTMLDivElement>(null);
  const editor = useRef<MessageEditor>(undefined);
  const skills = useSkills(projectId, true);
  const files = mentionSource(
    (question, signal) =>
      projectId === undefined
        ? Promise.resolve({ files: [], current: true })
        : client.files.find({ place: { projectId }, ...question }, { signal }),
    noThreads,
  );
  const suggesting = useSuggestions(editor, [files, skillSource(skills)], () => {});
  const latest = useRef({ value, onChange, onSave, ...suggesting });
  useLayoutEffect(() => {
    latest.current = { value, onChange, onSave, ...suggesting };
  });
  useEffect(() => {
    if (mount.current === null) return;
    let filling = true;
    const box = createMessageEditor(mount.current, {
      label: "Prompt",
      placeholder: "What is to be done, each time. $ names a skill, @ a file.",
      earlier: () => [],
      enterSends: () => false,
      onSubmit: () => latest.current.onSave(),
      onBlur: () => {},
      onHugePaste: () => false,
      onCursor: (place) => latest.current.onCursor(place),
      onKey: (key) => latest.current.onKey(key),
      onChange: (text) => {
        if (!filling) latest.current.onChange(text);
      },
    });
    box.setText(latest.current.value);
    filling = false;
    editor.current = box;
    return () => {
      editor.current = undefined;
      box.destroy();
    };
  }, []);
  useEffect(() => {
    // What was typed here comes back as it is; anything else was changed elsewhere or taken back.
    if (editor.current !== undefined && editor.current.text() !== value) editor.current.setText(value);
  }, [value]);
  return (
    <div
      data-bad={bad || undefined}
      className="relative rounded-2 bg-raised inset-ring inset-ring-line-strong has-[.message-box:focus]:inset-ring-accent has-[.message-box:focus]:outline has-[.message-box:focus]:outline-accent data-[bad]:inset-ring-red-fill [&_.message-box]:min-h-[92px]! [&_.message-box]:px-2! [&_.message-box]:py-1.5! [&_.message-box]:text-base/[20px]! [&_.message-box]:before:inset-x-2 [&_[role=listbox]]:top-full [&_[role=listbox]]:bottom-auto [&_[role=listbox]]:mt-1"
    >
      <div className="max-h-[38vh] overflow-y-auto" onClick={() => editor.current?.focus()}>
        <div ref={mount} />
      </div>
      {suggesting.menu}
    </div>
  );
}
