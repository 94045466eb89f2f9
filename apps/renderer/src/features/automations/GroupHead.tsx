/** The name of a group in a list, with how many there are of it, and a line to the end. */
export function GroupHead({ name, note }: { readonly name: string; readonly note?: string }) {
  return (
    <h3 className="mx-5 flex h-8 min-w-0 items-center gap-2 text-small font-strong text-text-2 after:h-px after:min-w-4 after:flex-1 after:bg-line">
      <span className="truncate">{name}</span>
      {note !== undefined && <span className="font-normal whitespace-nowrap text-text-3 tabular-nums">{note}</span>}
    </h3>
  );
}
