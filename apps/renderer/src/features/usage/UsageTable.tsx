import type { Usage, UsageRow } from "@flightdeck/contract";
import { money, tokens } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";

/** What a row weighs beside the others: its cost, or its tokens where no cost is known. */
const weightOf = ({ usage }: UsageRow, byCost: boolean): number =>
  byCost ? (usage.cost ?? 0) : usage.input + usage.output;

const cost = ({ cost: dollars }: Usage): string => (dollars === undefined ? "–" : money(dollars));

const number = "py-1 pl-4 text-right whitespace-nowrap tabular-nums";

/** Sums side by side, each with a bar for its share. */
export function UsageTable({
  label,
  rows,
  total,
}: {
  readonly label: string;
  readonly rows: readonly UsageRow[];
  readonly total: Usage;
}) {
  const byCost = (total.cost ?? 0) > 0;
  const most = Math.max(...rows.map((row) => weightOf(row, byCost)), Number.MIN_VALUE);
  return (
    <table aria-label={label} className="w-full text-small">
      <thead className="text-left text-micro text-text-3">
        <tr className="border-b border-line [&>th]:font-medium">
          <th scope="col" className="py-1">
            {label}
          </th>
          <th scope="col" className={number}>
            Input
          </th>
          <th scope="col" className={number}>
            Cached
          </th>
          <th scope="col" className={number}>
            Output
          </th>
          <th scope="col" className={number}>
            Reasoning
          </th>
          <th scope="col" className={number}>
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className="border-b border-line">
            <th scope="row" className="w-full max-w-0 py-1 text-left font-normal">
              <span className="block truncate" title={visibleName(row.label)}>
                {visibleName(row.label)}
              </span>
              <span
                aria-hidden
                className="mt-0.5 block h-[3px] min-w-px rounded-full bg-accent"
                style={{ width: `${(100 * weightOf(row, byCost)) / most}%` }}
              />
            </th>
            <Numbers usage={row.usage} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="font-strong">
          <th scope="row" className="py-1 text-left">
            Together
          </th>
          <Numbers usage={total} />
        </tr>
      </tfoot>
    </table>
  );
}

function Numbers({ usage }: { readonly usage: Usage }) {
  return (
    <>
      <td className={number}>{tokens(usage.input)}</td>
      <td className={number}>{tokens(usage.cached)}</td>
      <td className={number}>{tokens(usage.output)}</td>
      <td className={number}>{tokens(usage.reasoning)}</td>
      <td className={number}>{cost(usage)}</td>
    </>
  );
}
