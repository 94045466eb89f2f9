import { useApp, useSelect } from "../../app.tsx";
import type { MorningView } from "./useMorning.ts";
import { figures, summary } from "./words.ts";

/** What went on, in a sentence and in numbers. */
export function MorningHead({
  morning: { since, told, waiting, carriedOn },
  first,
  now,
}: {
  readonly morning: MorningView;
  /** How much is to be done first. */
  readonly first: number;
  readonly now: number;
}) {
  const { settings } = useApp();
  const limit = useSelect(settings, (state) => state.settings?.budgets.day);
  const day = new Date(now).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  return (
    <>
      <header className="px-5 pt-[18px] pb-3.5 @max-[680px]:px-4">
        <h2 className="text-[20px]/7 font-strong tracking-[-0.012em]">{day.replace(" ", ", ")}</h2>
        <p role="status" className="mt-0.5 min-h-5 text-pretty text-text-2">
          {told && summary(since.words, told, carriedOn.length, first)}
        </p>
      </header>
      <dl className="grid grid-cols-5 gap-px border-y border-line bg-line @max-[520px]:grid-cols-3">
        {(told === undefined ? empty : figures(told, waiting, limit)).map(({ value, label }, index) => (
          <div
            key={index}
            className="flex min-h-[61px] min-w-0 flex-col-reverse justify-end bg-pane py-2.5 pr-2 pl-5 @max-[680px]:pl-4 @max-[520px]:last:col-span-2"
          >
            <dt className="text-micro text-balance text-text-3">{label}</dt>
            <dd className="text-[20px]/[26px] font-medium tracking-[-0.02em] tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const empty = Array.from({ length: 5 }, () => ({ value: "", label: "" }));
