import type { Item, TurnId } from "@flightdeck/contract";
import { CornerDownRight } from "lucide-react";
import { Icon } from "../../../ui/Icon.tsx";
import { clock } from "../../../ui/time.ts";
import { Meta } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { InlineCode } from "../../../ui/InlineCode.tsx";

type UserMessageItem = Extract<Item, { type: "user_message" }>;

/** Longer messages (a pasted log) show their start. */
const LINES = 16;
const CHARACTERS = 2400;

/** What the person said. */
export function UserMessage({ item }: { readonly item: UserMessageItem; readonly turnId?: TurnId }) {
  const lines = item.text.split("\n");
  const long = lines.length > LINES + 4 || item.text.length > CHARACTERS * 1.2;
  const [open, toggle] = useDisclosure(item.id, false);
  const text = long && !open ? lines.slice(0, LINES).join("\n").slice(0, CHARACTERS) : item.text;
  return (
    <div className="-mx-2 grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2.5 rounded-3 bg-accent-soft py-2 pr-3 pl-2 text-read text-pretty">
      <Icon of={CornerDownRight} className="mt-[3px] text-accent" />
      <div className="min-w-0 break-words whitespace-pre-wrap">
        <InlineCode text={text} />
        {long && (
          <button
            type="button"
            aria-expanded={open}
            onClick={toggle}
            className="mt-1 block rounded-1 text-small font-medium text-accent hover:underline"
          >
            {open ? "Show less" : `Show all ${lines.length} lines`}
          </button>
        )}
      </div>
      <span className="flex items-start gap-1 leading-[22px]">
        <Meta>{clock(item.startedAt)}</Meta>
      </span>
    </div>
  );
}
