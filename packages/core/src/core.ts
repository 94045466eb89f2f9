import { createHash, randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Finding, type MessageId, type SystemInfo, type ThreadId, type TurnId } from "@flightdeck/contract";
import { type Access, openAccess } from "./access/index.ts";
import { type Actions, openActions } from "./actions/index.ts";
import { runTurn } from "./agent/index.ts";
import { commitPlace, folderKeeper, landingPlace, reviewPlace } from "./api/places.ts";
import { type Approvals, openApprovals } from "./approvals/index.ts";
import { type Journal, openJournal, openSnoozes, type Snoozes } from "./attention/index.ts";
import { openBook } from "./automations/index.ts";
import { type Attachments, openAttachments } from "./attachments/index.ts";
import { type Blobs, openBlobs } from "./blobs/index.ts";
import {
  askModel,
  type Commits,
  createCommits,
  createMessages,
  createPersonCommits,
  type Messages,
} from "./commits/index.ts";
import { type Changes, createChanges } from "./changes/index.ts";
import { type Comments, openComments } from "./comments/index.ts";
import { type Digests, openDigests } from "./digests/index.ts";
import { type Editors, openEditors } from "./editors/index.ts";
import { AppError } from "./errors/index.ts";
import { type Files, openFiles } from "./files/index.ts";
import { createInTurn, createShadows, gitDirs } from "./git/index.ts";
import { type Images, openImages } from "./images/index.ts";
import { type Inbox, openInbox } from "./inbox/index.ts";
import { createGate, type Gate } from "./gate/index.ts";
import { createHandovers, type Handovers } from "./handover/index.ts";
import { createLanding, type Landing } from "./landing/index.ts";
import { Machine, openConfinement, openLearned, readMachineMemory, watchProcesses } from "./machine/index.ts";
import { createPullRequests, type PullRequests } from "./pullRequests/index.ts";
import { createPublishing } from "./publishing/index.ts";
import { openQuestions, type Questions } from "./questions/index.ts";
import { type ImageAccess, withImages } from "./models/index.ts";
import { openProjects, type Projects } from "./projects/index.ts";
import { createReview, type LineCount, type Review, type ReviewPlace } from "./review/index.ts";
import { createReading, type Reading } from "./reading/index.ts";
import { openReviewer, type Reviewer, readTools } from "./reviewer/index.ts";
import { openRules, type Rules } from "./rules/index.ts";
import {
  detectSandbox,
  endOrphans,
  Placeholders,
  policyFor,
  type SandboxSupport,
  type SpawnOptions,
  spawnSandboxed,
} from "./sandbox/index.ts";
import { openScheduledWork, type ScheduledWork } from "./scheduledWork.ts";
import { openSearch, type Search } from "./search/index.ts";
import { openSecrets, openSettings, type SecretBox, type SettingsFile } from "./settings/index.ts";
import { openSkills, type Skills } from "./skills/index.ts";
import { openStore } from "./store/index.ts";
import { browse, examine } from "./system/index.ts";
import { Terminals } from "./terminals/index.ts";
import { type Along, type Drafts, openDrafts, openEquipment, type OpenThread, Threads } from "./threads/index.ts";
import { openUsage, type UsageBook } from "./usage/index.ts";
import { createVoice, openRecordings, transcriptionServer, type Voice } from "./voice/index.ts";
import { createWorktrees, type Worktrees } from "./worktrees/index.ts";

export interface CoreOptions {
  /** FLIGHTDECK_HOME, which exists. The caller holds its lock. */
  readonly home: string;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The operating system's keychain, where the shell has one. */
  readonly secretBox?: SecretBox;
  /** Where Electron's binary is, if it was found. */
  readonly electron?: string;
  /** Writes an unexpected failure to the log. Must not throw. */
  readonly report: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

/** Everything a host does, feature by feature. */
export interface Core extends Omit<ScheduledWork, "close"> {
  readonly report: CoreOptions["report"];
  readonly projects: Projects;
  readonly threads: Threads;
  readonly drafts: Drafts;
  readonly approvals: Approvals;
  readonly questions: Questions;
  readonly skills: Skills;
  readonly rules: Rules;
  readonly models: Access;
  readonly settings: SettingsFile;
  readonly blobs: Blobs;
  readonly images: Images;
  readonly attachments: Attachments;
  readonly usage: UsageBook;
  readonly voice: Voice;
  readonly worktrees: Worktrees;
  readonly review: Review;
  readonly changes: Changes;
  readonly reading: Reading;
  readonly reviewer: Reviewer;
  readonly comments: Comments;
  readonly files: Files;
  readonly gate: Gate;
  readonly landing: Landing;
  readonly handovers: Handovers;
  readonly commits: Commits;
  readonly messages: Messages;
  readonly pullRequests: PullRequests;
  readonly machine: Machine;
  readonly journal: Journal;
  readonly snoozes: Snoozes;
  readonly digests: Digests;
  readonly inbox: Inbox;
  readonly search: Search;
  readonly editors: Editors;
  readonly terminals: Terminals;
  readonly actions: Actions;
  readonly system: { info(): Promise<SystemInfo>; readonly browse: typeof browse };
  /** The root of the checkout that a thread works in. */
  readonly rootOf: (open: OpenThread) => string;
  /** Ends what the thread's agent left running, and the terminals in which nothing runs. */
  readonly endProcesses: (threadId: ThreadId) => Promise<void>;
  /** Ends all turns so that nothing is lost, and closes the database. */
  close(): Promise<void>;
}

/** Builds every feature once, top to bottom. Throws `home_newer`, `disk_full`. */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { home, report, environment } = options;
  const now = options.now ?? Date.now;
  const inHome = (name: string) => join(home, name);

  const store = openStore(inHome("flightdeck.db"));
  const blobs = openBlobs(inHome("blobs"));
  const images = openImages(blobs);
  const attachments = openAttachments(inHome("attachments"));
  const settings = openSettings(inHome("config.toml"), environment);
  const secrets = await openSecrets(inHome("secrets"), options.secretBox);
  const models = openAccess({ settings, secrets, environment, now });
  const origin = createHash("sha256").update(home).digest("hex").slice(0, 16);
  const imageAccess: ImageAccess = {
    read: images.dataUrl,
    taken: (model) => models.modelNamed(model).images,
  };
  const placeholders = new Placeholders();
  const sandbox = once(async () => ({ ...(await detectSandbox({ placeholders })), origin }));

  const pause = async (milliseconds: number, signal: AbortSignal) => {
    await wait(milliseconds, undefined, { signal, ref: false });
  };
  const search = openSearch({ store, report, now, wait: pause });
  const journal = openJournal({ store, now });
  const snoozes = openSnoozes({ store, now });
  const digests = openDigests({ store, report, now, wait: pause });
  const book = openBook({ store, report });
  const inbox = openInbox({ store, now, newId: () => newId("entry"), runs: book.runs });
  const projects = openProjects({ store, now, newId });
  const usage = openUsage({ store, modelNamed: models.modelNamed, budgets: () => settings.current().budgets, now });
  const approvals = openApprovals({ store, now });
  const questions = openQuestions();
  const skills = openSkills({ home, userHome: environment.HOME ?? homedir(), report });
  const rules = openRules({ home, projects: projects.list, report });
  const drafts = openDrafts({ store, now });
  const voice = createVoice({
    recordings: openRecordings({ store, folder: inHome("recordings"), now }),
    server: transcriptionServer({
      settings,
      secrets,
      environment,
      provider: models.firstEndpoint,
      wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
    }),
    report,
  });
  const shadows = createShadows({ root: inHome("shadows") });
  const spawn = async (command: SpawnOptions) => spawnSandboxed(await sandbox(), command);
  const machine = new Machine({
    now,
    newId: () => newId("command"),
    settings: () => settings.current().machine,
    cores: availableParallelism(),
    memory: () => readMachineMemory(),
    processes: watchProcesses(),
    confinement: openConfinement(),
    learned: openLearned({ store, now }),
    report,
  });
  const worktrees = createWorktrees({
    store,
    trusted: (projectId) => projects.get(projectId).trusted === true,
    branchPrefix: () => settings.current().git.branchPrefix,
    home,
    shadows,
    now,
    newId: () => newId("worktree"),
    spawn: async (command, work) => {
      const support = await sandbox();
      return machine.start(work, () => spawnSandboxed(support, command));
    },
  });
  const review = createReview({ shadows });
  const comments = openComments({
    store,
    now,
    report,
    thread: (threadId) => threads.load(threadId).thread,
    turnOf: (threadId, messageId) => threads.turnOf(threadId, messageId),
    numberOf: (threadId, turnId) => threads.turnNumber(threadId, turnId),
    rootOf: (threadId) => placeOf(threadId).path,
    trees: (threadId, scope, signal) => review.trees(placeOf(threadId), scope, signal),
    filesNow: async (root, signal) => (await shadows.rawTree(root, signal)).tree,
    say: (threadId, { steer, also, ...message }) =>
      steer ? threads.steer(threadId, message, also) : threads.send(threadId, message, also),
  });
  const inCheckout = createInTurn();
  const changes = createChanges({
    store,
    shadows,
    home,
    spawn,
    inTurn: inCheckout,
    now,
    newId: () => newId("revert"),
    report,
  });
  const reading = createReading({
    store,
    review,
    tell: (threadId, progress) => {
      if (threads.row(threadId) === undefined) return; // deleted meanwhile
      try {
        threads.setReading(threadId, progress);
      } catch (error) {
        report("how far a thread is read could not be kept", error); // it is counted all the same
      }
    },
    report,
  });
  const gate = createGate({
    review,
    reading,
    verdict: (threadId, fingerprint) => reviewer.verdict(threadId, fingerprint),
  });
  const files = openFiles({
    watchFolder: review.watchFolder,
    later,
    report,
  });
  const editors = openEditors({ environment, chosen: () => settings.current().editor });
  const repositories = createInTurn();
  const landing = createLanding({
    store,
    home,
    inTurn: repositories,
    person: createPersonCommits({ spawn, home, environment }),
    now,
    newId: () => newId("landing"),
    report,
  });
  const handovers = createHandovers({
    store,
    shadows,
    worktrees,
    inTurn: repositories,
    now,
    newId: () => newId("handover"),
    report,
  });
  const commits = createCommits({
    spawn,
    home,
    shadows,
    inTurn: repositories,
    inCheckout,
    newId: () => newId("commit"),
    environment,
  });
  const messages = createMessages({
    shadows,
    settings: () => settings.current().git,
    newMark: () => newId("mark").slice(-12),
    ask: askModel({
      connectionFor: models.connectionFor,
      modelNamed: models.modelNamed,
      thread: (threadId) => {
        const { projectId, settings: own } = threads.load(threadId).thread;
        return { projectId, model: own.model };
      },
      usage,
      now,
    }),
  });
  const pullRequests = createPullRequests({
    environment,
    home,
    keep: (threadId, pullRequest) => threads.setPullRequest(threadId, pullRequest),
  });
  const rootOf = ({ thread }: OpenThread) => thread.worktree?.path ?? projects.get(thread.projectId).path;
  const placeOf = (threadId: ThreadId): ReviewPlace => {
    const open = threads.load(threadId);
    return reviewPlace(open, rootOf(open), threads.history.states);
  };
  const along: Along = { row: (threadId) => threads.row(threadId), pathOf: attachments.pathOf };
  const publishing = createPublishing({
    commits,
    pullRequests,
    shadows,
    thread: (threadId) => {
      const open = threads.load(threadId);
      const plan = threads.planOf(threadId);
      const { title, pullRequest: known } = open.thread;
      const place = commitPlace(open, rootOf(open));
      const evidence = threads.evidenceOf(threadId);
      return { id: threadId, title, place, evidence, ...(plan && { plan }), ...(known && { known }) };
    },
    proposeMessage: (threadId, what, signal) => {
      const open = threads.load(threadId);
      const plan = threads.planOf(threadId);
      const asked = { what, amend: false, by: "plain" } as const;
      return messages.propose(
        { id: threadId, title: open.thread.title, ...(plan && { plan }) },
        commitPlace(open, rootOf(open)),
        asked,
        signal,
      );
    },
    picture: blobs.read,
    drafts: () => settings.current().git.draftPullRequests,
    onBranch: (threadId, branch) => {
      const { worktree } = threads.load(threadId).thread;
      if (worktree === undefined || worktree.branch === branch) return;
      worktrees.setBranch(threadId, branch);
      threads.setWorktree(threadId, { ...worktree, branch });
    },
    onCommit: (threadId) => threads.refreshLines(threads.load(threadId)),
    bringIn: (threadId) => {
      const open = threads.load(threadId);
      // A folder of the person's own is merged by the person.
      if (open.thread.worktree === undefined) throw new AppError("base_not_found", "This thread has no worktree");
      const path = rootOf(open);
      const place = landingPlace(open, path, projects.get(open.thread.projectId).path);
      return landing.bringIn(place, folderKeeper(worktrees, { path, threadId }));
    },
  });
  const equipment = openEquipment({
    home,
    sandbox,
    rootOf,
    approvals,
    rules,
    skills,
    skillPlace: (open) => ({
      root: rootOf(open),
      cwd: open.thread.cwd,
      trusted: projects.get(open.thread.projectId).trusted === true,
    }),
    along,
    contextWindow: (model) => models.modelNamed(model).contextWindow,
    agentSettings: () => settings.current().agent,
    terminals: (threadId) => ({
      list: () => terminals.list(threadId),
      lastLines: (id, count) => terminals.lastLines(threadId, id, count),
    }),
    machine,
    publishing,
    runOf: (threadId, turnId) => scheduled.runs.equipment(threadId, turnId),
    automations: (threadId) => scheduled.proposals.of(threadId),
    keep: blobs.keep,
    keepImage: images.add,
    newId,
    now,
  });

  const threads = new Threads({
    store,
    search,
    journal,
    digests: {
      note: (threadId, event) => {
        digests.note(threadId, event);
        comments.note(threadId, event);
        scheduled.runs.note(threadId, event);
      },
    },
    limitOf: (threadId, turnId) => scheduled.runs.limitOf(threadId, turnId),
    approvals,
    questions,
    project: projects.get,
    defaultSettings: () => ({ ...settings.current().thread, model: models.defaultModel() }),
    profile: settings.profile,
    worktrees,
    checkpoint: (open, turnId, when) => {
      // The model has answered: by the time of its first command the sandbox has been tried.
      void sandbox();
      return saveCheckpoint(worktrees, { root: rootOf(open), threadId: open.thread.id, turnId, when });
    },
    openConnection: (model) => withImages(models.connectionFor(model), imageAccess),
    prepare: equipment.equip,
    rootOf,
    isOccupied: equipment.isOccupied,
    along,
    hear: equipment.hear,
    windowOf: (model) => {
      const { contextWindow: size } = models.modelNamed(model);
      return { size, compactAt: Math.floor((size * settings.current().agent.compactAtPercent) / 100) };
    },
    isFile: ({ thread }, word) => isFile(resolve(thread.cwd, word)),
    countLines: (open) => countLines(review, reviewPlace(open, rootOf(open))),
    forget: async ({ thread }) => {
      scheduled.runs.forgotten(thread.id);
      const { path } = projects.get(thread.projectId);
      await worktrees.forgetCheckpoints({ path, threadId: thread.id });
      await changes.forget({ path, threadId: thread.id });
      await reviewer.forget(thread.id, path);
      await comments.forget(path, thread.id);
    },
    onFolder: (open) => {
      if (open.thread.worktree?.state === "removed") return;
      reading.recount({ threadId: open.thread.id, place: reviewPlace(open, rootOf(open)) });
    },
    onRest: (open, signal) => reviewer.onRest(open, signal),
    endProcesses: (threadId) => {
      Promise.all([equipment.endProcesses(threadId), terminals.closeThread(threadId, "all")]).catch((error: unknown) =>
        report("processes could not be ended", error),
      );
    },
    report,
    world: {
      runTurn,
      now,
      newId,
      random: Math.random,
      usage,
      wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
    },
  });
  const reviewer: Reviewer = openReviewer({
    store,
    blobs,
    settings: () => settings.current().review,
    load: (threadId) => threads.load(threadId),
    placeOf: (open) => reviewPlace(open, rootOf(open), threads.history.states),
    compare: review.compare,
    diff: review.diff,
    begin: (threadId, driver) => threads.review(threadId, driver),
    tell: (threadId, message) => tellAgent(threads, threadId, message),
    alone: (threadId, work) =>
      threads.alone(threadId, (open) => {
        threads.requireQuiet(rootOf(open));
        return work();
      }),
    modelNamed: models.modelNamed,
    answersOf: (model) => (models.holdsForm(model) ? "schema" : "tool"),
    compactAt: (size) => Math.floor((size * settings.current().agent.compactAtPercent) / 100),
    wanted: (open) => gate.wantsReview(reviewPlace(open, rootOf(open))),
    openConnection: (model) => withImages(models.connectionFor(model), imageAccess),
    openTools: async ({ open }) => {
      const { thread } = open;
      const root = rootOf(open);
      const { gitDir, commonDir } = await gitDirs(root);
      return readTools({
        cwd: thread.cwd,
        root,
        policy: policyFor({
          mode: "read-only",
          cwd: root,
          gitDirs: [gitDir, commonDir],
          home,
          network: false,
          writable: [],
        }),
        judge: (line, surroundings) => rules.judge(thread.projectId, line, surroundings),
        support: sandbox,
        start: (about, run) => machine.start({ ...about, threadId: thread.id, projectId: thread.projectId }, run),
        keep: blobs.keep,
        keepImage: images.add,
        newId: () => newId("item"),
      });
    },
    newId,
    now,
    random: Math.random,
    wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  });
  const endProcesses = async (threadId: ThreadId) => {
    await Promise.all([equipment.endProcesses(threadId), terminals.closeThread(threadId, "idle")]);
  };
  const scheduled: ScheduledWork = openScheduledWork({
    store,
    book,
    inbox,
    threads,
    worktrees,
    projects,
    settings,
    models,
    usage,
    review,
    rootOf,
    endProcesses,
    userHome: environment.HOME ?? homedir(),
    newId,
    now,
    later,
    report,
  });
  const actions = openActions({ home, project: projects.get });
  const terminals: Terminals = new Terminals({
    store,
    environment,
    origin,
    now,
    newId: () => newId("terminal"),
    placeOf: (threadId) => {
      const open = threads.load(threadId);
      const { thread } = open;
      if (thread.worktree?.state === "removed") throw new AppError("worktree_missing", "Restore it first");
      return { cwd: thread.cwd, worktree: rootOf(open), project: projects.get(thread.projectId).path };
    },
  });
  await endOrphans(origin);
  await terminals.endOrphans();
  await commits.recover(report);
  const landings = await landing.recover();
  const halfway = await worktrees.recover();
  await changes.recover();
  const moves = await handovers.recover();
  threads.recover();
  for (const { threadId, state } of halfway) {
    // One that was being made may have no thread yet, and one that was removed none any more.
    if (state !== "removed" || threads.row(threadId) === undefined) continue;
    const { worktree } = threads.load(threadId).thread;
    if (worktree) threads.setWorktree(threadId, { ...worktree, state });
  }
  for (const { threadId, worktree, cwd } of moves)
    if (threads.row(threadId)) threads.setWorktree(threadId, worktree, cwd);
  for (const { threadId, ...change } of landings) if (threads.row(threadId)) threads.setLanding(threadId, change);

  return {
    report,
    projects,
    threads,
    drafts,
    approvals,
    questions,
    skills,
    rules,
    models,
    settings,
    blobs,
    images,
    attachments,
    usage,
    voice,
    worktrees,
    review,
    changes,
    reading,
    reviewer,
    comments,
    files,
    gate,
    landing,
    handovers,
    commits,
    messages,
    pullRequests,
    machine,
    journal,
    snoozes,
    digests,
    inbox,
    automations: scheduled.automations,
    proposals: scheduled.proposals,
    triggers: scheduled.triggers,
    runs: scheduled.runs,
    search,
    editors,
    terminals,
    actions,
    rootOf,
    endProcesses,
    system: {
      browse,
      info: async () => ({
        version: options.version,
        platform: process.platform,
        home,
        pid: process.pid,
        findings: await examine({
          home,
          environment,
          platform: process.platform,
          electron: options.electron,
          sandbox: await sandbox(),
          access: models.describe(),
          localServers: models
            .list()
            .providers.filter(({ origin: from }) => from === "found")
            .map(({ name }) => name),
        }),
      }),
    },
    close: async () => {
      const followed = await scheduled.close();
      await Promise.all([threads.close(), terminals.end()]);
      await followed();
      await comments.settled();
      await reading.close();
      await voice.close();
      snoozes.close();
      await digests.close();
      await search.close();
      await files.close();
      models.close();
      await machine.close();
      placeholders.close();
      store.close();
    },
  };
}

/** Steers the agent while it works, and waits behind a turn that takes no word. */
function tellAgent(
  threads: Threads,
  threadId: ThreadId,
  message: { readonly id: MessageId; readonly text: string },
): "turn" | "steer" | "queue" {
  try {
    return threads.steer(threadId, message);
  } catch (error) {
    if (error instanceof AppError && error.code === "turn_not_steerable") return threads.send(threadId, message);
    throw error;
  }
}

/** A folder without a repository has no diff, and one without a base nothing to compare with. */
async function countLines(review: Review, place: ReviewPlace): Promise<LineCount> {
  try {
    return await review.countLines(place);
  } catch (error) {
    if (error instanceof AppError && ["not_a_repository", "base_not_found"].includes(error.code))
      return { additions: 0, deletions: 0 };
    throw error;
  }
}

/** A folder without a repository has no checkpoints. */
async function saveCheckpoint(
  worktrees: Worktrees,
  { root, ...turn }: { root: string; threadId: ThreadId; turnId: TurnId; when: "before" | "after" },
): Promise<string | undefined> {
  try {
    return await worktrees.checkpoint({ path: root, ...turn });
  } catch (error) {
    if (error instanceof AppError && error.code === "not_a_repository") return undefined;
    throw error;
  }
}

/** What `flightdeck doctor` says, without taking the home. */
export async function examineMachine(
  options: Pick<CoreOptions, "home" | "environment" | "electron">,
): Promise<Finding[]> {
  const settings = openSettings(join(options.home, "config.toml"));
  const secrets = await openSecrets(join(options.home, "secrets"));
  const access = openAccess({ settings, secrets, environment: options.environment }).describe();
  return examine({ ...options, platform: process.platform, sandbox: await detectSandbox(), access, localServers: [] });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false; // not there, or a name that no file can have
  }
}

/** Ids sort by the time they were made. */
function newId(prefix: string): string {
  return `${prefix}_${Date.now().toString(36)}${randomUUID().slice(-12)}`;
}

/** A timer that keeps no process alive; answers with what takes it back. */
function later(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
}

function once(make: () => Promise<SandboxSupport>): () => Promise<SandboxSupport> {
  let made: Promise<SandboxSupport> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
