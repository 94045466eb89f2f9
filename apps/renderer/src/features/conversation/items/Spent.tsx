import type { Turn } from "@flightdeck/contract";
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { Icon } from "../../../ui/Icon.tsx";
import { money, tokens } from "../../../ui/time.ts";
import { Tip } from "../../../ui/Tip.tsx";
import { useDisclosure } from "../disclosure.ts";
import { requestRows } from "../requests.ts";
import { spentWords } from "../turnWords.ts";

/** Tokens of the turn; what they were and cost is told on a closer look, and request by request when it is unfolded. */
export function Spent({ turn }: { readonly turn: Turn }) {
  const [open, toggle] = useDisclosure(`${turn.id}:spent`, false);
  const used = turn.usage.input + turn.usage.output;
  if (used === 0) return null;
  const words = `${tokens(used)} tokens`;
  return (
    <Tip label={open ? undefined : spentWords(turn.usage)}>
      <button
        type="button"
        aria-expanded={open}
        onClick={toggle}
        className="flex items-center gap-0.5 rounded-1 hover:text-text-1"
      >
        · {words}
        <Icon of={ChevronRight} size={12} className={clsx(open && "rotate-90")} />
      </button>
    </Tip>
  );
}

const number = "py-0.5 pl-3 text-right whitespace-nowrap";

/** What each request of a turn brought, read and wrote; items that came together share it. */
export function SpentTable({ turn }: { readonly turn: Turn }) {
  const [open] = useDisclosure(`${turn.id}:spent`, false);
  if (!open) return null;
  const priced = turn.usage.cost !== undefined;
  const rows = [...requestRows(turn), { brought: "Together", usage: turn.usage }];
  return (
    <table
      aria-label="Tokens of this turn"
      className="mt-1 mb-1.5 ml-[26px] w-[calc(100%-26px)] text-micro text-text-2 tabular-nums"
    >
      <thead className="text-text-3">
        <tr className="border-b border-line [&>th]:font-normal">
          <th scope="col" className="py-0.5 text-left">
            For
          </th>
          {["Read", "Cached", "Written", ...(priced ? ["Cost"] : [])].map((name) => (
            <th key={name} scope="col" className={number}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ brought, usage }, index) => (
          <tr key={index} className="border-b border-line last:border-0 last:text-text-1">
            <th scope="row" className="w-full max-w-0 truncate py-0.5 text-left font-normal" title={brought}>
              {brought}
            </th>
            <td className={number}>{tokens(usage.input)}</td>
            <td className={number}>{tokens(usage.cached)}</td>
            <td className={number}>{tokens(usage.output)}</td>
            {priced && <td className={number}>{usage.cost === undefined ? "–" : money(usage.cost)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
