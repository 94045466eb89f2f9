import type { Skill } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useEffect, useRef } from "react";

const origins: Record<Skill["origin"], string> = {
  repository: "this repository",
  user: "yours",
  app: "built in",
};

/** The skills that what is typed may mean, over the box; the keys stay with the box. */
export function SkillMenu({
  id,
  skills,
  active,
  onChoose,
}: {
  readonly id: string;
  readonly skills: readonly Skill[];
  /** The place of the one that Enter takes. */
  readonly active: number;
  readonly onChoose: (skill: Skill) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label="Skills"
      className="floats absolute inset-x-0 bottom-full z-(--z-menu) mb-1 max-h-64 overflow-y-auto rounded-[8px] bg-overlay p-1 shadow-menu"
    >
      {skills.map((skill, index) => (
        <div
          key={skill.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          // The focus stays in the box.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(skill)}
          className={clsx(
            "flex h-7 items-center gap-2.5 rounded-[4px] px-2 whitespace-nowrap select-none hover:bg-hover",
            index === active && "bg-selected",
          )}
        >
          <span className="mono shrink-0 text-text-1">${skill.name}</span>
          <span className="min-w-0 flex-1 truncate text-small text-text-2">{skill.description}</span>
          <span className="text-micro text-text-2">{origins[skill.origin]}</span>
        </div>
      ))}
    </div>
  );
}
