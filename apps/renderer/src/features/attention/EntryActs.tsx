import type { ReactNode } from "react";
import { Button } from "../../ui/Button.tsx";
import type { EntryPlace } from "./place.ts";
import { SnoozeMenu } from "./SnoozeMenu.tsx";

/** The foot of an open entry: its own acts, and at the right what all have. */
export const EntryActs = ({ place, children }: { readonly place: EntryPlace; readonly children?: ReactNode }) => (
  <div className="mt-2.5 flex flex-wrap items-start gap-1.5">
    <div className="min-w-0 flex-1">{children}</div>
    <SnoozeMenu entry={place.entry} />
    <Button variant="plain" hint="O" onClick={place.onOpen}>
      Open thread
    </Button>
  </div>
);
