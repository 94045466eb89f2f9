import type { Item } from "@flightdeck/contract";
import { CircleAlert, type LucideIcon } from "lucide-react";
import { Icon } from "../../../ui/Icon.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";

/** How a step stands; `done` is its own sign, once it is complete. */
export function StepMark({ status, done }: { readonly status: Item["status"]; readonly done: LucideIcon }) {
  switch (status) {
    case "running":
      return <StatusGlyph status="running" named />;
    case "failed":
      return <Icon of={CircleAlert} size={14} className="text-red" />;
    case "interrupted":
    case "declined":
      return <StatusGlyph status="interrupted" named />;
    case "completed":
      return <Icon of={done} size={14} />;
  }
}
