import type { Thread, ThreadId } from "@flightdeck/contract";
import { FoldVertical } from "lucide-react";
import type { ComponentProps } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { Gauge } from "../../ui/Marks.tsx";
import { Menu, MenuItem, MenuNote } from "../../ui/Menu.tsx";
import { tokens } from "../../ui/time.ts";
import { Tip } from "../../ui/Tip.tsx";
import { useCompact } from "./useCompact.ts";

const isRunning = (thread: Thread) => thread.turns.at(-1)?.outcome === "running";

/** How full the model's window is, and the way to make room in it. */
export function ContextGauge({ threadId }: { readonly threadId: ThreadId }) {
  const { models, settings } = useApp();
  const used = useThread(threadId, (thread) => thread.usage.context) ?? 0;
  const model = useThread(threadId, (thread) => thread.settings.model);
  const running = useThread(threadId, isRunning) ?? false;
  const window = useSelect(models, (state) => state.models.find(({ id }) => id === model)?.contextWindow);
  const limit = useSelect(settings, (state) => state.settings?.agent.compactAtPercent);
  const compact = useCompact(threadId);
  if (used === 0 || window === undefined || window === 0) return null;
  const share = used / window;
  if (share < 0.005) return null;
  return (
    <Menu trigger={<GaugeButton share={share} label={`${tokens(used)} of ${tokens(window)} tokens`} />}>
      <MenuNote>
        {tokens(used)} of {tokens(window)} tokens of the model's window are used.
        {limit !== undefined && ` At ${limit} % the conversation is made shorter by itself.`}
      </MenuNote>
      <MenuItem icon={FoldVertical} disabled={running} onSelect={compact}>
        Make the conversation shorter
      </MenuItem>
    </Menu>
  );
}

function GaugeButton({
  share,
  label,
  ...rest
}: ComponentProps<"button"> & { readonly share: number; readonly label: string }) {
  const percent = `${Math.min(100, Math.round(share * 100))} %`;
  return (
    <Tip label={label}>
      <button
        type="button"
        aria-label={`Context ${percent} used, ${label}`}
        {...rest}
        className="-mx-1 inline-flex h-5 shrink-0 items-center gap-[5px] rounded-1 px-1 hover:bg-hover data-popup-open:bg-hover"
      >
        <Gauge share={share} />
        <b className={weight(share)}>{percent}</b>
      </button>
    </Tip>
  );
}

/** Quiet while there is room, in sight when there is little. */
function weight(share: number): string {
  if (share >= 0.95) return "font-strong text-amber";
  return share >= 0.85 ? "font-strong text-text-1" : "font-medium text-text-2";
}
