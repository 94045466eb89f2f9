import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";

/** A Lucide icon in the size of its place: 16 px beside labels, 14 in meta lines, 12 in the instrument line. Grey unless told. */
export function Icon({
  of: Shape,
  size = 16,
  className,
}: {
  readonly of: LucideIcon;
  readonly size?: 12 | 14 | 16;
  readonly className?: string;
}) {
  const stroke = size === 16 ? 1.75 : size === 14 ? 2 : 2.1;
  return (
    <Shape size={size} strokeWidth={stroke} aria-hidden className={clsx("shrink-0", className ?? "text-text-3")} />
  );
}
