import { type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useState } from "react";
import { useSelect } from "../../../app.tsx";
import type { MessageEditor } from "../editor.ts";
import { createSuggesting, type Suggesting } from "./suggesting.ts";
import type { SuggestionSource } from "./suggestion.ts";
import { SuggestionMenu } from "./SuggestionMenu.tsx";

/** The menu at the cursor of a box, and what the box tells it. */
export function useSuggestions(
  editor: RefObject<MessageEditor | undefined>,
  sources: readonly SuggestionSource[],
  onNothing: () => void,
): Pick<Suggesting, "onCursor" | "onKey"> & { readonly menu: ReactNode } {
  const id = useId();
  const [suggesting] = useState(createSuggesting);
  useLayoutEffect(() => suggesting.use({ sources, editor: () => editor.current, onNothing }));
  const { source, items, active } = useSelect(suggesting.store, (state) => state);
  const open = source !== undefined;
  useEffect(() => {
    editor.current?.setOption(open ? { list: id, id: `${id}-${active}` } : undefined);
  }, [editor, id, open, active]);
  return {
    onCursor: suggesting.onCursor,
    onKey: suggesting.onKey,
    menu: open && <SuggestionMenu id={id} name={source} items={items} active={active} onChoose={suggesting.choose} />,
  };
}
