import { type Gate, type GateNeed, type GateTests, type LandingCheck, needWords } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Check, CircleAlert, CircleDashed, X } from "lucide-react";
import type { ReactNode } from "react";
import { useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { useReview } from "../review/parts.ts";
import { useReading } from "./context.ts";

/** What the gate has and lacks: what is missing leads to where it is. */
export function GateItems() {
  const { store } = useReview();
  const landing = useSelect(store, (state) => state.landing);
  const gate = landing?.gate;
  if (landing === undefined || gate === undefined || landing.state === "nothing") return null;
  const met = metWords(landing, gate);
  return (
    <>
      {gate.problem !== undefined && (
        <Tip label={visibleText(gate.problem)} side="top">
          <span tabIndex={0} className="flex items-center gap-1.5 rounded-1 font-medium whitespace-nowrap text-text-1">
            <Icon of={CircleAlert} size={14} className="text-red" />
            Review rules cannot be read
          </span>
        </Tip>
      )}
      {gate.missing.map((need) => (
        <Missing key={`${need.kind}${need.kind === "findings" ? need.priority : ""}`} need={need} gate={gate} />
      ))}
      {gate.tests?.state === "failed" && <Tests tests={gate.tests} />}
      {met.map((words) => (
        <Line key={words} className="@max-[940px]:hidden">
          {words}
        </Line>
      ))}
      {met.length > 0 && gate.missing.length > 0 && (
        <Line className="@min-[940px]:hidden @max-[820px]:hidden">
          {met.length === 1 ? met[0] : `${met.length} others met`}
        </Line>
      )}
    </>
  );
}

function Line({ className, children }: { readonly className?: string; readonly children: ReactNode }) {
  return (
    <span className={clsx("flex items-center gap-1.5 whitespace-nowrap text-text-2", className)}>
      <Icon of={Check} size={14} className="text-green" />
      {children}
    </span>
  );
}

function Missing({ need, gate }: { readonly need: GateNeed; readonly gate: Gate }) {
  const { goToNext } = useReading();
  const words = needWords(need);
  const show = (from: HTMLElement) => {
    if (need.kind !== "read") return goToFindings(from);
    const critical = need.critical > 0 && gate.tiers !== undefined ? new Set(gate.tiers.human) : undefined;
    void goToNext(critical);
  };
  return (
    <button
      type="button"
      onClick={(event) => show(event.currentTarget)}
      className="-mx-1 flex items-center gap-1.5 rounded-1 px-1 font-medium whitespace-nowrap text-text-1 hover:bg-hover"
    >
      <Icon of={CircleDashed} size={14} className={gate.state === "off" ? "text-text-3" : "text-amber"} />
      {words}
    </button>
  );
}

/** Findings are a section below the files; where that has no room the first one in the diff. */
function goToFindings(from: HTMLElement): void {
  const review = from.closest('[aria-label="Review"]');
  review?.querySelector<HTMLElement>('section[aria-label="Findings"] button')?.focus();
}

function Tests({ tests }: { readonly tests: GateTests }) {
  const { failed } = tests;
  return (
    <Tip label={visibleText(tests.command)} side="top">
      <span
        tabIndex={0}
        className="flex items-center gap-1.5 rounded-1 whitespace-nowrap text-text-2 @max-[640px]:hidden"
      >
        <Icon of={X} size={14} className="text-red" />
        {failed === undefined
          ? "Tests failed"
          : `${failed.toLocaleString("en")} ${failed === 1 ? "test" : "tests"} failed`}
        {tests.stale && " before the last change"}
      </span>
    </Tip>
  );
}

/** What is in order, in a person's words. */
export function metWords(landing: LandingCheck, gate: Gate): readonly string[] {
  const { tests } = gate;
  return [
    ...(gate.hunks > 0 && gate.unread === 0
      ? [gate.hunks === 1 ? "The hunk is read" : `All ${gate.hunks.toLocaleString("en")} hunks read`]
      : []),
    ...(gate.verdict.kind === "passed" ? ["Review passed"] : []),
    ...(tests?.state === "passed" && !tests.stale
      ? [
          tests.passed === undefined
            ? "Tests passed"
            : `${tests.passed.toLocaleString("en")} ${tests.passed === 1 ? "test" : "tests"} passed`,
        ]
      : []),
    // An open gate has it in the words beside these.
    ...(landing.state === "ready" && gate.state === "closed" ? ["Merges cleanly"] : []),
  ];
}
