import type { Check } from "@flightdeck/contract";
import { CircleCheck, CircleDot, CircleSlash, CircleX, type LucideIcon } from "lucide-react";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { WebLink } from "./WebLink.tsx";

const looks: Readonly<Record<Check["state"], { icon: LucideIcon; tone: string; word: string }>> = {
  failed: { icon: CircleX, tone: "text-red", word: "failed" },
  running: { icon: CircleDot, tone: "text-amber", word: "running" },
  passed: { icon: CircleCheck, tone: "text-green", word: "passed" },
  skipped: { icon: CircleSlash, tone: "text-text-3", word: "skipped" },
};
const order: readonly Check["state"][] = ["failed", "running", "passed", "skipped"];

/** The checks of a pull request, what failed first. */
export function CheckList({
  checks,
  onFix,
}: {
  readonly checks: readonly Check[];
  readonly onFix: ((check: Check) => void) | undefined;
}) {
  if (checks.length === 0) return null;
  const sorted = checks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <ul aria-label="Checks" className="mb-2">
      {sorted.map((check) => {
        const { icon, tone, word } = looks[check.state];
        return (
          <li key={check.id} className="flex h-[26px] items-center gap-2">
            <Icon of={icon} size={14} className={tone} />
            <WebLink href={check.url} className="min-w-0 truncate text-text-1">
              {visibleName(check.workflow === undefined ? check.name : `${check.workflow} / ${check.name}`)}
            </WebLink>
            <span className="text-text-3">{word}</span>
            <span className="flex-1" />
            {check.state === "failed" && onFix !== undefined && (
              <Button
                size="small"
                variant="plain"
                aria-label={`Fix ${visibleName(check.name)}`}
                onClick={() => onFix(check)}
              >
                Fix
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
