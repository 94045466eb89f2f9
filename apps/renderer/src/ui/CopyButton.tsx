import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { IconButton } from "./Button.tsx";

/** Copies a text; its icon says for a moment that it did. */
export function CopyButton({
  text,
  label = "Copy",
  className,
}: {
  readonly text: string;
  readonly label?: string;
  readonly className?: string;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <IconButton
      className={className}
      size="small"
      icon={copied ? Check : Copy}
      label={copied ? "Copied" : label}
      onClick={() => void copy()}
    />
  );
}
