import type { ProjectId, Skill } from "@flightdeck/contract";
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import type { MessageEditor } from "./editor.ts";
import { SkillMenu } from "./SkillMenu.tsx";
import { matching, namedSkills, typedName } from "./skillNames.ts";
import { useSkills } from "./useSkills.ts";

/** Naming skills with `$` in a box. */
export interface SkillNaming {
  readonly menu: ReactNode;
  readonly onText: (text: string) => void;
  readonly onCursor: (before: string | undefined) => void;
  /** Whether the open menu took the key. */
  readonly onKey: (key: string) => boolean;
  /** The skills that a text names. */
  readonly named: (text: string) => string[];
}

/** Offers the skills whose name is being typed, and knows those that a message names. */
export function useSkillMenu(
  editor: RefObject<MessageEditor | undefined>,
  projectId: ProjectId | undefined,
): SkillNaming {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  /** The name that Escape sent away, until another one is typed. */
  const [dismissed, setDismissed] = useState<string>();
  const [wanted, setWanted] = useState(false);
  const skills = useSkills(projectId, wanted);
  const found = typed === undefined || typed === dismissed ? [] : matching(skills, typed);
  const open = found.length > 0 && found[0]?.name !== typed;
  const at = Math.min(active, found.length - 1);

  const choose = (skill: Skill) => {
    editor.current?.replaceBefore(typed?.length ?? 0, `${skill.name} `);
    editor.current?.focus();
  };
  const latest = useRef({ open, found, at, choose, typed, skills });
  useEffect(() => {
    latest.current = { open, found, at, choose, typed, skills };
    editor.current?.setOption(open ? { list: id, id: `${id}-${at}` } : undefined);
  });

  return {
    menu: open && <SkillMenu id={id} skills={found} active={at} onChoose={choose} />,
    // They are looked for once somebody may mean one.
    onText: (text) => text.includes("$") && setWanted(true),
    onCursor(before) {
      const name = before === undefined ? undefined : typedName(before);
      if (name === latest.current.typed) return;
      setTyped(name);
      setActive(0);
      setDismissed(undefined);
    },
    onKey(key) {
      const now = latest.current;
      if (!now.open) return false;
      switch (key) {
        case "ArrowDown":
          setActive((now.at + 1) % now.found.length);
          return true;
        case "ArrowUp":
          setActive((now.at + now.found.length - 1) % now.found.length);
          return true;
        case "Enter":
        case "Tab": {
          const skill = now.found[now.at];
          if (skill !== undefined) now.choose(skill);
          return true;
        }
        case "Escape":
          setDismissed(now.typed);
          return true;
        default:
          return false;
      }
    },
    named: (text) => namedSkills(text, latest.current.skills),
  };
}
