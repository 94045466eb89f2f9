import type { Evidence, Turn } from "@flightdeck/contract";

export type Picture = Evidence["pictures"][number];

/** The last run before the change, for the run "after" it; others stand alone. */
export function beforeOf(
  turns: readonly Pick<Turn, "items">[],
  { label, at }: Pick<Evidence, "label" | "at">,
): Evidence | undefined {
  if (label !== "after") return undefined;
  let found: Evidence | undefined;
  for (const { items } of turns)
    for (const item of items)
      if (item.type === "tool_call" && item.evidence?.label === "before" && item.evidence.at <= at)
        found = item.evidence;
  return found;
}

/** Pictures of one name side by side; the first of that name counts, and each is used once. */
export function sideBySide(
  before: readonly Picture[],
  after: readonly Picture[],
): readonly { readonly before?: Picture; readonly after: Picture }[] {
  const left = [...before];
  return after.map((each) => {
    const at = left.findIndex(({ name }) => name === each.name);
    const [partner] = at < 0 ? [] : left.splice(at, 1);
    return partner === undefined ? { after: each } : { before: partner, after: each };
  });
}
