import { useId } from "react";

/** A commit message: its first line is what lists show. Ctrl or ⌘ with Enter does what the dialog is for. */
export function MessageField({
  label,
  value,
  onChange,
  onSubmit,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onSubmit: () => void;
}) {
  const id = useId();
  const first = value.split("\n", 1)[0] ?? "";
  return (
    <div>
      <label htmlFor={id} className="mb-1 flex text-small text-text-2">
        <span className="flex-1">{label}</span>
        {first.length > 60 && (
          <span className="text-micro text-text-3 tabular-nums">first line {first.length} of 72</span>
        )}
      </label>
      <textarea
        id={id}
        rows={6}
        autoFocus
        spellCheck={false}
        maxLength={20_000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          onSubmit();
        }}
        className="block w-full resize-y rounded-2 bg-raised px-2.5 py-2 font-mono text-small leading-[18px] text-text-1 inset-ring inset-ring-line-strong outline-none focus:inset-ring-accent focus:outline focus:outline-accent"
      />
    </div>
  );
}
