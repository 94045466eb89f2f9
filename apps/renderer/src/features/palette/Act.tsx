import { Command } from "cmdk";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Kbd } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** Something to do, with the key that does the same. */
export function Act({
  icon,
  name,
  hint,
  run,
}: {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly hint?: string;
  readonly run: () => void;
}) {
  return (
    <Entry value={name} onSelect={run}>
      <Icon of={icon} />
      <span className="truncate">{name}</span>
      {hint !== undefined && <Kbd className="ml-auto">{hint}</Kbd>}
    </Entry>
  );
}

/** A line of the palette. */
export function Entry({
  value,
  onSelect,
  note,
  children,
}: {
  readonly value: string;
  readonly onSelect: () => void;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="mx-1.5 flex h-8 items-center gap-2.5 rounded-2 px-2.5 whitespace-nowrap data-[selected=true]:bg-selected"
    >
      {children}
      {note !== undefined && <span className="ml-auto pl-3 text-small text-text-2">{note}</span>}
    </Command.Item>
  );
}
