import { type KeyboardEvent, useState } from "react";

/** A thread's name in place, to be changed: Enter or leaving it takes what stands there, Escape leaves it as it was. */
export function TitleField({
  title,
  onDone,
  className,
}: {
  readonly title: string;
  readonly onDone: (title: string) => void;
  readonly className?: string;
}) {
  const [text, setText] = useState(title);
  const onKeyDown = (event: KeyboardEvent) => {
    // What is typed here is no key of what stands around it.
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onDone(text);
    if (event.key === "Escape") onDone(title);
  };
  return (
    <input
      aria-label="Title"
      autoFocus
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => onDone(text)}
      onKeyDown={onKeyDown}
      className={`h-6 min-w-0 flex-[2] rounded-2 bg-raised px-1.5 inset-ring inset-ring-line-strong ${className ?? ""}`}
    />
  );
}
