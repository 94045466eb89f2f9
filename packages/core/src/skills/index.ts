export { nameSkills, skillMessage, skillsNews, skillText } from "./news.ts";
export { type LoadedSkill, openSkills, type SkillPlace, type Skills } from "./skills.ts";
