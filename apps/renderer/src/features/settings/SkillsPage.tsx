import type { Skill } from "@flightdeck/contract";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { Select } from "../../ui/Select.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { useSkills } from "../composer/useSkills.ts";
import { Setting } from "./Setting.tsx";

const groups: readonly { readonly origin: Skill["origin"]; readonly name: string; readonly from: string }[] = [
  { origin: "repository", name: "Of the repository", from: ".agents/skills" },
  { origin: "user", name: "Yours", from: "~/.agents/skills" },
  { origin: "app", name: "Of the app", from: "" },
];

const ALL = "none";

/** All skills that were found, where they come from, and why one is not used. Changes on disk show at once. */
export function SkillsPage() {
  const { projects } = useApp();
  const list = useSelect(projects, (state) => state.projects);
  const [chosen, setChosen] = useState<string>();
  const projectId = list.find(({ id }) => id === (chosen ?? list[0]?.id))?.id;
  const skills = useSkills(projectId, true);
  return (
    <>
      <Setting
        name="Skills of a project"
        note="Folders with a SKILL.md that teach agents a kind of work. Name one with $ in a message, or leave it to the agent. Of two with one name the repository's counts before yours, yours before the app's."
        control={
          <Select
            label="Project"
            value={projectId ?? ALL}
            choices={
              list.length === 0
                ? [{ value: ALL, label: "No project" }]
                : list.map(({ id, name }) => ({ value: id as string, label: name }))
            }
            onChange={setChosen}
          />
        }
      />
      {groups.map(({ origin, name, from }) => {
        const found = skills.filter((skill) => skill.origin === origin);
        return (
          <section key={origin} aria-label={name} className="border-t border-line py-[11px]">
            <h3 className="flex items-baseline gap-2 font-strong">
              {name}
              {from !== "" && <code className="text-micro! text-text-3">{from}</code>}
            </h3>
            {found.length === 0 && <p className="text-small text-text-3">None</p>}
            <ul>
              {found.map((skill) => (
                <SkillRow key={skill.path} skill={skill} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function SkillRow({ skill }: { readonly skill: Skill }) {
  return (
    <li aria-label={skill.name} className="py-1.5" title={skill.path}>
      <span className="flex items-center gap-2">
        <code className={skill.shadowed || skill.problem !== undefined ? "text-text-3" : "text-text-1"}>
          ${visibleText(skill.name)}
        </code>
        {skill.problem !== undefined && <Tag tone="amber">cannot be used</Tag>}
        {skill.shadowed && skill.problem === undefined && <Tag>another one counts</Tag>}
      </span>
      {skill.description !== "" && (
        <span className="block max-w-[560px] text-small text-pretty break-words text-text-2">
          {visibleText(skill.description)}
        </span>
      )}
      {skill.problem !== undefined && (
        <span className="flex items-start gap-1.5 text-small text-text-2">
          <Icon of={TriangleAlert} size={14} className="mt-[3px] text-amber" />
          <span className="min-w-0 break-words">
            {skill.problem}. <span className="mono break-all text-text-3">{skill.path}</span>
          </span>
        </span>
      )}
    </li>
  );
}
