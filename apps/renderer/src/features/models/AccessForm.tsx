import { Check, Eye, EyeOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** What was typed of a model access; what is empty stays as it is. */
export interface AccessInput {
  readonly key: string;
  readonly baseUrl: string;
  /** Whose kept key goes with it; the first provider's when absent. */
  readonly provider?: string;
}

type CheckState =
  | { readonly state: "none" }
  | { readonly state: "checking" }
  | { readonly state: "works"; readonly models: number; readonly milliseconds: number }
  | { readonly state: "fails"; readonly failure: Failure };

/** Asks the provider whether a key and an endpoint work together. */
export function useAccessCheck() {
  const { client } = useApp();
  const [state, setState] = useState<CheckState>({ state: "none" });
  const check = async ({ key, baseUrl, provider }: AccessInput): Promise<boolean> => {
    setState({ state: "checking" });
    try {
      const found = await client.models.check({
        key: key.trim() || undefined,
        baseUrl: baseUrl.trim() || undefined,
        provider,
      });
      setState({ state: "works", ...found });
      return true;
    } catch (error) {
      setState({ state: "fails", failure: readFailure(error) });
      return false;
    }
  };
  return { result: state, check, clear: () => setState({ state: "none" }) };
}

/** A key that shows only when asked to. */
export function KeyField({
  value,
  placeholder,
  onChange,
  autoFocus,
  label = "API key",
}: {
  readonly label?: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
}) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={label}
      mono
      className="flex-1"
      type={shown ? "text" : "password"}
      autoFocus={autoFocus}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      after={
        <IconButton
          label={shown ? "Hide the key" : "Show the key"}
          icon={shown ? EyeOff : Eye}
          size="small"
          className="-mr-1.5"
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

export function CheckButton({ busy, onClick }: { readonly busy: boolean; readonly onClick: () => void }) {
  return (
    <Button disabled={busy} onClick={onClick}>
      {busy ? "Checking" : "Check"}
    </Button>
  );
}

/** What the provider answered. */
export function CheckResult({ result, children }: { readonly result: CheckState; readonly children?: ReactNode }) {
  if (result.state === "works") {
    return (
      <p role="status" className="mt-2 flex items-center gap-1.5 text-small">
        <Icon of={Check} size={14} className="text-green" />
        Works.
        <span className="text-text-3">
          {result.models} {result.models === 1 ? "model" : "models"}, answered in{" "}
          {(result.milliseconds / 1000).toFixed(1)} s
        </span>
      </p>
    );
  }
  if (result.state === "fails") {
    return (
      <FailureNote failure={result.failure} className="mt-2">
        {children}
      </FailureNote>
    );
  }
  return null;
}
