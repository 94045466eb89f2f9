import { mkdirSync, readdirSync, readFileSync, statSync, watch as watchFolder } from "node:fs";
import { dirname, join } from "node:path";
import type { KnownRule, Project, ProjectId, Rule, RuleScope, RulesEvent, RuleVerdict } from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { readPlainFile, replaceFile } from "../settings/index.ts";
import { readLine, type ShellLine } from "../shell/index.ts";
import { commandsOf, judge, type Surroundings, type Verdict } from "./judge.ts";
import {
  parseRules,
  plainSurroundings,
  problemOf,
  type ReadRules,
  type RuleSource,
  withoutRule,
  withRule,
} from "./ruleFile.ts";

export interface SaveRule {
  readonly id?: string;
  readonly scope: RuleScope;
  readonly projectId?: ProjectId;
  readonly rule: Rule;
}

/** The rules for commands: the person's, a project's, and those of a trusted repository. Files are read anew when they change. */
export interface Rules {
  judge(projectId: ProjectId, line: ShellLine, surroundings: Surroundings): Verdict;
  check(command: string, projectId?: ProjectId): RuleVerdict;
  list(): RulesEvent;
  /** Throws `rule_invalid`, `rule_not_found`, `disk_full`. */
  save(input: SaveRule): KnownRule;
  /** Throws `rule_not_found`. */
  remove(id: string): void;
  watch(signal: AbortSignal): AsyncGenerator<RulesEvent, void, void>;
}

interface Cached extends ReadRules {
  readonly stamp: string;
}

export function openRules(options: {
  /** FLIGHTDECK_HOME. */
  readonly home: string;
  readonly projects: () => readonly Pick<Project, "id" | "path" | "trusted">[];
  readonly report: (message: string, error: unknown) => void;
}): Rules {
  const folder = join(options.home, "rules");
  const projectFolder = join(folder, "projects");
  mkdirSync(projectFolder, { recursive: true, mode: 0o700 });
  const cache = new Map<string, Cached>();
  const feed = new Feed<RulesEvent>({ frame: 16, limit: 1_000 });

  const read = (source: RuleSource): ReadRules => {
    const found = statSync(source.file, { throwIfNoEntry: false });
    if (found === undefined) return { rules: [], places: [], problems: [] };
    const stamp = `${found.mtimeMs} ${found.ctimeMs} ${found.size} ${found.ino}`;
    const known = cache.get(source.file);
    if (known?.stamp === stamp) return known;
    let result: ReadRules;
    try {
      const { file, scope } = source;
      const repository = scope === "repository" ? dirname(dirname(file)) : undefined;
      result = parseRules(readPlainFile(file, { repository }), source);
    } catch (error) {
      result = {
        rules: [],
        places: [],
        problems: [`${source.file} cannot be read, so none of its rules hold: ${messageOf(error)}`],
      };
    }
    cache.set(source.file, { ...result, stamp });
    return result;
  };

  const userSources = (): readonly RuleSource[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".toml"))
      .sort()
      .map((name) => ({ file: join(folder, name), scope: "user" }));
  const projectSource = (projectId: ProjectId): RuleSource => ({
    file: join(projectFolder, `${projectId}.toml`),
    scope: "project",
    projectId,
  });
  const repositorySource = ({ id, path }: Pick<Project, "id" | "path">): RuleSource => ({
    file: join(path, ".flightdeck", "rules.toml"),
    scope: "repository",
    projectId: id,
  });
  /** A repository that nobody trusts is read to be shown, and holds nothing. */
  const ofRepository = (project: Pick<Project, "id" | "path" | "trusted">): ReadRules => {
    const found = read(repositorySource(project));
    if (project.trusted === true) return found;
    const problem = "The project is not trusted, so its own rules do not hold";
    return { ...found, rules: found.rules.map((rule) => ({ ...rule, problem })) };
  };

  const inForce = (projectId: ProjectId | undefined): readonly KnownRule[] => {
    const project = options.projects().find(({ id }) => id === projectId);
    return [
      ...userSources().map(read),
      ...(projectId === undefined ? [] : [read(projectSource(projectId))]),
      ...(project === undefined ? [] : [ofRepository(project)]),
    ].flatMap(({ rules }) => rules);
  };

  const list = (): RulesEvent => {
    const projects = options.projects();
    const all = [
      ...userSources().map(read),
      ...projects.map(({ id }) => read(projectSource(id))),
      ...projects.map(ofRepository),
    ];
    return { rules: all.flatMap(({ rules }) => rules), problems: all.flatMap(({ problems }) => problems) };
  };

  /** The rule with its file's text and its place in there. */
  const find = (id: string): { readonly source: RuleSource; readonly index: number; readonly text: string } => {
    const rule = list().rules.find((known) => known.id === id);
    if (rule === undefined || rule.scope === "repository") throw new AppError("rule_not_found", id);
    const { file, scope, projectId } = rule;
    const text = readFileSync(file, "utf8");
    const { rules, places } = parseRules(text, { file, scope, projectId });
    const index = places[rules.findIndex((known) => known.id === id)];
    if (index === undefined) throw new AppError("rule_not_found", id);
    return { source: { file, scope, projectId }, index, text };
  };

  const textOf = (file: string): string =>
    statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8") : "";
  const changed = () => feed.publish(list());
  const write = (source: RuleSource, text: string): readonly KnownRule[] => {
    replaceFile(source.file, text);
    cache.delete(source.file);
    changed();
    return read(source).rules;
  };

  const sourceFor = ({ scope, projectId }: SaveRule): RuleSource => {
    if (scope === "user") return { file: join(folder, "rules.toml"), scope };
    if (projectId === undefined) throw new AppError("rule_invalid", "A project's rule has to name its project");
    return projectSource(projectId);
  };

  return {
    judge: (projectId, line, surroundings) => judge(line, inForce(projectId), surroundings),
    check: (command, projectId) => {
      const line = readLine(command);
      const { decision, rules } = judge(line, inForce(projectId), plainSurroundings);
      return { decision, commands: commandsOf(line), rules };
    },
    list,
    save: (input) => {
      const { rule, id } = input;
      const problem = problemOf(rule, input);
      if (problem !== undefined) throw new AppError("rule_invalid", problem);
      const target = sourceFor(input);
      const old = id === undefined ? undefined : find(id);
      let saved: KnownRule | undefined;
      if (old?.source.scope === target.scope && old.source.projectId === target.projectId)
        saved = write(old.source, withoutRule(old.text, old.index, rule)).find(isLike(rule));
      else {
        const { problems } = parseRules(textOf(target.file), target);
        if (problems.some((text) => text.includes("not valid TOML")))
          throw new AppError("rule_invalid", `${problems[0]} Mend the file first, so that nothing in it is lost`);
        const same = read(target).rules.find(isLike(rule));
        // Saying "always" twice makes one rule.
        saved =
          id === undefined &&
          same !== undefined &&
          rule.match.length + rule.not_match.length === 0 &&
          same.problem === undefined
            ? same
            : write(target, withRule(textOf(target.file), rule)).at(-1);
        if (old !== undefined) write(old.source, withoutRule(old.text, old.index));
      }
      if (saved === undefined) throw new AppError("rule_invalid", "The rule could not be read back");
      return saved;
    },
    remove: (id) => {
      const { source, index, text } = find(id);
      write(source, withoutRule(text, index));
    },
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      const folders = [folder, projectFolder, ...options.projects().map(({ path }) => join(path, ".flightdeck"))];
      let told = JSON.stringify(list());
      const look = () => {
        const now = list();
        if (JSON.stringify(now) === told) return;
        told = JSON.stringify(now);
        feed.publish(now);
      };
      for (const path of folders) {
        if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
        watchFolder(path, { signal, persistent: false }, look).on("error", (error) =>
          options.report(`${path} is not watched`, error),
        );
      }
      yield list();
      for await (const delivery of deliveries) {
        if (delivery === "overrun") yield list();
        else yield delivery.events.at(-1) ?? list();
      }
    },
  };
}

/** The same words and the same decision: one of them is enough. */
const isLike =
  ({ decision, prefix }: Rule) =>
  (known: KnownRule): boolean =>
    known.decision === decision && JSON.stringify(known.prefix) === JSON.stringify(prefix);
