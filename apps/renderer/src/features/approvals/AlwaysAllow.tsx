import type { RuleScope } from "@flightdeck/contract";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Select.tsx";
import { visibleName } from "../../ui/visibleText.ts";

export interface Always {
  readonly prefix: string[];
  readonly scope: RuleScope;
}

/** Approves, and allows from now on what begins with the same words. */
export function AlwaysAllow({
  prefix,
  disabled = false,
  onAllow,
}: {
  readonly prefix: readonly string[];
  readonly disabled?: boolean;
  readonly onAllow: (always: Always) => void;
}) {
  const [scope, setScope] = useState<RuleScope>("project");
  const words = visibleName(prefix.join(" "));
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-1.5">
      <Button
        disabled={disabled}
        className="max-w-full min-w-0"
        title="Runs outside the sandbox without asking. The rule is in the settings, under Rules."
        onClick={() => onAllow({ prefix: [...prefix], scope })}
      >
        <span className="truncate">
          Always allow <code>{words}</code>
        </span>
      </Button>
      <Select<RuleScope>
        label="Where it is allowed"
        look="pick"
        value={scope}
        disabled={disabled}
        choices={[
          { value: "project", label: "in this project" },
          { value: "user", label: "in every project" },
        ]}
        onChange={setScope}
      />
    </div>
  );
}
