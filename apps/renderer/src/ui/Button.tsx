import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { Icon } from "./Icon.tsx";
import { keyHint } from "./keyHint.ts";
import { Tip } from "./Tip.tsx";

type Variant = "outlined" | "primary" | "plain" | "danger";

const base =
  "inline-flex select-none items-center justify-center whitespace-nowrap rounded-2 font-medium leading-none transition-[background-color] duration-(--t-quick) ease-out";
const variants: Record<Variant, string> = {
  outlined:
    "bg-raised text-text-1 inset-ring inset-ring-line-strong hover:bg-[linear-gradient(var(--hover),var(--hover))] active:bg-[linear-gradient(var(--pressed),var(--pressed))] [&>svg]:text-text-2",
  primary:
    "bg-accent-fill text-text-on-fill hover:bg-accent-fill-hover [&>svg]:text-current [--kbd-ink:currentColor] [--kbd-line:var(--line-on-fill)]",
  plain: "text-text-2 hover:bg-hover hover:text-text-1 active:bg-pressed [&>svg]:text-current",
  danger:
    "bg-raised text-red inset-ring inset-ring-line-strong hover:bg-[linear-gradient(var(--hover),var(--hover))] [&>svg]:text-current",
};
const off =
  "aria-disabled:bg-none aria-disabled:bg-transparent aria-disabled:text-text-4 aria-disabled:inset-ring aria-disabled:inset-ring-line aria-disabled:[--kbd-ink:var(--text-4)] aria-disabled:[--kbd-line:var(--line)]";

export interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  readonly variant?: Variant;
  readonly size?: "base" | "small";
  readonly icon?: LucideIcon;
  /** Cannot be pressed now; it stays focusable, so that its reason can be read. */
  readonly disabled?: boolean;
  /** The key that does the same, as shown beside the word. */
  readonly hint?: string;
}

/** A button with a word. One primary per pane or open strip; destructive is red text. */
export function Button({
  variant = "outlined",
  size = "base",
  icon,
  hint,
  disabled = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={disabled || undefined}
      onClick={disabled ? (event) => event.preventDefault() : onClick}
      className={clsx(
        base,
        variants[variant],
        disabled && off,
        size === "base" ? "h-7 gap-1.5 px-2.5 text-base" : "h-6 gap-[5px] px-2 text-small",
        className,
      )}
    >
      {icon !== undefined && <Icon of={icon} size={size === "base" ? 16 : 14} className="text-current" />}
      {children}
      {hint !== undefined && <Kbd className="-mr-[3px] ml-0.5">{hint}</Kbd>}
    </button>
  );
}

/** One of the icons everybody knows; its name is its tooltip and what a screen reader says. */
export function IconButton({
  label,
  icon,
  size = "base",
  pressed,
  hint,
  className,
  ...rest
}: Omit<ComponentProps<"button">, "children"> & {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly size?: "base" | "small";
  /** Makes it a toggle. */
  readonly pressed?: boolean;
  readonly hint?: string;
}) {
  return (
    <Tip label={label} hint={hint}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
        className={clsx(
          "inline-flex shrink-0 items-center justify-center rounded-2 text-text-3 transition-[background-color] duration-(--t-quick) ease-out hover:bg-hover hover:text-text-1 active:bg-pressed disabled:text-text-4 disabled:hover:bg-transparent",
          size === "base" ? "size-7" : "size-6",
          pressed === true && "bg-selected text-text-1",
          className,
        )}
      >
        <Icon of={icon} size={size === "base" ? 16 : 14} className="text-current" />
      </button>
    </Tip>
  );
}

/** A key, as it is shown beside what it does. */
export function Kbd({ children, className }: { readonly children: string; readonly className?: string }) {
  return (
    <kbd
      aria-hidden
      className={clsx(
        "inline-flex h-4 min-w-4 items-center justify-center rounded-1 px-1 text-[10.5px]/4 font-medium whitespace-nowrap text-(--kbd-ink,var(--text-3)) inset-ring inset-ring-(--kbd-line,var(--line-strong))",
        className,
      )}
    >
      {keyHint(children)}
    </kbd>
  );
}
