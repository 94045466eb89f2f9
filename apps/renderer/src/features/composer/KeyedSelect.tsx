import { type ComponentProps, useRef } from "react";
import { Select } from "../../ui/Select.tsx";
import { useAct, useKeyHint } from "../acts/index.ts";

/** A picker that an act opens from the box, and whose key stands in its tooltip. */
export function KeyedSelect<Value extends string>({
  act,
  keyed,
  ...select
}: Omit<ComponentProps<typeof Select<Value>>, "opener" | "hint"> & {
  readonly act: string;
  /** Whether the act means this one: of several panes only that of the one in front. */
  readonly keyed: boolean;
}) {
  const opener = useRef<() => void>(null);
  useAct(act, () => opener.current?.(), keyed);
  const hint = useKeyHint(act);
  return <Select {...select} opener={opener} hint={select.look === "pick" ? hint : undefined} />;
}
