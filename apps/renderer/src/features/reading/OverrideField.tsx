import { type Gate, needWords } from "@flightdeck/contract";
import { Lock } from "lucide-react";
import { useId } from "react";
import { Icon } from "../../ui/Icon.tsx";

/** What the repository asks for and does not have, and the person's reason to land all the same. */
export function OverrideField({
  gate,
  reason,
  onChange,
}: {
  readonly gate: Gate;
  readonly reason: string;
  readonly onChange: (reason: string) => void;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-3 rounded-2 bg-amber-soft px-3 py-2.5">
      <h3 id={id} className="flex items-center gap-1.5 font-medium text-text-1">
        <Icon of={Lock} size={14} className="text-amber" />
        The repository asks for more before this lands
      </h3>
      <ul className="mt-1 ml-5 list-disc text-small text-text-1">
        {gate.missing.map((need) => (
          <li key={needWords(need)}>{needWords(need)}</li>
        ))}
      </ul>
      <label className="mt-2 block text-small text-text-2">
        Why it lands all the same
        <textarea
          value={reason}
          onChange={(event) => onChange(event.target.value)}
          maxLength={2000}
          rows={2}
          className="mt-1 block w-full resize-y rounded-2 border border-line-strong bg-raised px-2 py-1.5 text-base text-text-1"
        />
      </label>
      <p className="mt-1 text-micro text-text-3">Your reason and what was missing stay in the thread.</p>
    </section>
  );
}
