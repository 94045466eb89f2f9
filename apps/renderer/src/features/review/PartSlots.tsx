import { type ComponentType, Fragment, type ReactNode } from "react";
import { allParts } from "./allParts.ts";
import type { ReviewPart } from "./parts.ts";

/** Keys of a part whose components take these properties. */
type Slot<Props> = {
  [Key in keyof ReviewPart]-?: NonNullable<ReviewPart[Key]> extends ComponentType<infer Wanted>
    ? Props extends Wanted
      ? Key
      : never
    : never;
}[keyof ReviewPart];

/** Draws what every part has for one place. */
export function Parts<Props extends object>({ of: slot, ...props }: { readonly of: Slot<Props> } & Props) {
  return allParts.map((part, index) => {
    const One = part[slot] as ComponentType<Props> | undefined; // `Slot` says that it takes them
    // biome-ignore lint/suspicious/noArrayIndexKey: the list of parts never changes
    return One === undefined ? null : <One key={index} {...(props as unknown as Props)} />;
  });
}

/** What the first part that has something for a place has for it. */
export const firstPart = <Key extends keyof ReviewPart>(slot: Key): ReviewPart[Key] =>
  allParts.find((part) => part[slot] !== undefined)?.[slot];

/** The parts' own contexts, the first outermost. */
export function AroundAll({ children }: { readonly children: ReactNode }) {
  return allParts.reduceRight<ReactNode>((inner, { Around }, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the list of parts never changes
    return Around === undefined ? <Fragment key={index}>{inner}</Fragment> : <Around key={index}>{inner}</Around>;
  }, children);
}
