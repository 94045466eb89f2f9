import type { ThreadStatus } from "@flightdeck/contract";
import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A status as it is drawn; "done" is an idle thread with something the person has not seen. */
export type Glyph = ThreadStatus | "done";

export const glyphOf = (status: ThreadStatus, unread: boolean): Glyph =>
  status === "idle" && unread ? "done" : status;

export const statusWords: Record<Glyph, string> = {
  idle: "Idle",
  running: "Working",
  waiting_approval: "Waiting for your approval",
  waiting_answer: "Waiting for your answer",
  plan_ready: "Plan ready",
  failed: "Failed",
  interrupted: "Stopped",
  done: "Done, not seen yet",
};

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.5 } as const;
const mark = { fill: "none", stroke: "var(--glyph-ink)", strokeLinecap: "round" } as const;

const shapes: Record<Glyph, ReactNode> = {
  idle: <circle cx="7" cy="7" r="3.25" {...line} />,
  running: (
    <>
      <circle cx="7" cy="7" r="5.5" {...line} opacity=".26" />
      <path d="M7 1.5a5.5 5.5 0 0 1 4.76 8.25" {...line} strokeLinecap="round" />
      <circle cx="7" cy="7" r="1.75" fill="currentColor" />
    </>
  ),
  waiting_approval: (
    <>
      <path d="M7 .9 13.1 7 7 13.1.9 7Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M7 4.1v3.4M7 9.85v.05" {...mark} strokeWidth="1.6" />
    </>
  ),
  waiting_answer: (
    <>
      <path d="M7 .75a6 6 0 1 1-2.9 11.25L1 13l1-3.1A6 6 0 0 1 7 .75Z" fill="currentColor" />
      <path d="M5.35 5.5a1.7 1.7 0 1 1 2.5 1.5c-.55.3-.8.6-.8 1.15M7.05 10v.05" {...mark} strokeWidth="1.4" />
    </>
  ),
  plan_ready: (
    <>
      <rect x="1.25" y="1.25" width="11.5" height="11.5" rx="2.5" fill="currentColor" />
      <path d="M4 4.75h6M4 7h6M4 9.25h3" {...mark} strokeWidth="1.3" />
    </>
  ),
  failed: (
    <>
      <path
        d="M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth=".6"
        strokeLinejoin="round"
      />
      <path d="m5 5 4 4m0-4L5 9" {...mark} strokeWidth="1.5" />
    </>
  ),
  interrupted: (
    <>
      <circle cx="7" cy="7" r="5.5" {...line} strokeDasharray="2.3 2.02" />
      <path d="M4.75 7h4.5" {...line} strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  done: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path d="m4.4 7.2 1.8 1.8 3.5-3.8" {...mark} strokeWidth="1.5" strokeLinejoin="round" />
    </>
  ),
};

const colours: Record<Glyph, string> = {
  idle: "text-[var(--status-idle)]",
  running: "text-[var(--status-running)]",
  waiting_approval: "text-[var(--status-waiting-approval)]",
  waiting_answer: "text-[var(--status-waiting-answer)]",
  plan_ready: "text-[var(--status-plan-ready)]",
  failed: "text-[var(--status-failed)]",
  interrupted: "text-[var(--status-interrupted)]",
  done: "text-[var(--status-done-unread)]",
};

/** Where a thread, command or step stands: shape first, colour second, word third (as its accessible name where `named`). */
export function StatusGlyph({
  status,
  named = false,
  notch = 0,
  className,
}: {
  readonly status: Glyph;
  readonly named?: boolean;
  /** Grows with each event of the thread: the running arc steps on, and stands still when nothing comes. */
  readonly notch?: number;
  readonly className?: string;
}) {
  const turn = status === "running" && notch > 0 ? { transform: `rotate(${(notch % 12) * 30}deg)` } : undefined;
  return (
    <svg
      viewBox="0 0 14 14"
      className={clsx("block size-3.5 shrink-0", colours[status], className)}
      style={turn}
      {...(named ? { role: "img", "aria-label": statusWords[status] } : { "aria-hidden": true })}
    >
      {shapes[status]}
    </svg>
  );
}
