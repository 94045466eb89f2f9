import type { Thread, ThreadId } from "@flightdeck/contract";
import {
  AlarmClock,
  ArrowDown,
  ArrowUp,
  Archive,
  ArrowUpFromLine,
  Bot,
  CircleStop,
  Compass,
  FileDiff,
  FileDown,
  FileJson,
  FoldVertical,
  FolderGit2,
  FolderInput,
  FolderMinus,
  Gauge,
  GitBranch,
  GitBranchPlus,
  GitFork,
  Link,
  GitCommitHorizontal,
  GitMerge,
  GitPullRequest,
  Mail,
  MailOpen,
  ListTodo,
  MessageCircleQuestion,
  MessageSquare,
  Mic,
  Paperclip,
  Pencil,
  Pin,
  ScanSearch,
  Shield,
  SquarePen,
  SquareTerminal,
  TextQuote,
  TextSearch,
  Trash2,
  Undo2,
  Wrench,
  X,
} from "lucide-react";
import { longestWait, nextUnread } from "../attention/rollUp.ts";
import { closeTab, frontThread, openNew, openThread } from "../layout/store.ts";
import { linkTo } from "../windows/links.ts";
import { switchToReview } from "../review/enter.ts";
import { toggleTerminal } from "../terminal/toggle.ts";
import type { Act, ActContext } from "./act.ts";

const inFront = ({ front }: ActContext) => front !== undefined;

/** The thread in front, as far as its pane has loaded it. */
function frontOpen({ app, front }: ActContext): Thread | undefined {
  const open = front && app.threads.store(front).getState();
  return open?.state === "ready" ? open.thread : undefined;
}
const runs = (context: ActContext) => frontOpen(context)?.turns.at(-1)?.outcome === "running";
const begun = (context: ActContext) => (frontOpen(context)?.turns.length ?? 0) > 0;

/** What is done to threads, and to the one in front. */
export const threadActs: readonly Act[] = [
  {
    id: "new-thread",
    title: "New thread",
    group: "Threads",
    icon: SquarePen,
    words: ["agent", "task", "start"],
    keys: ["Alt+N"],
    shellKeys: ["Mod+N"],
    run: ({ app }) => app.layout.update((state) => openNew(state)),
  },
  {
    id: "longest-wait",
    title: "Go to what waits longest",
    group: "Threads",
    icon: AlarmClock,
    words: ["attention", "approval", "question", "next"],
    keys: ["Alt+J"],
    when: ({ app }) => longestWait(app.rollUp.getState()) !== undefined,
    run: ({ app }) => goTo(app, longestWait(app.rollUp.getState())),
  },
  {
    id: "next-unread",
    title: "Go to the next unread thread",
    group: "Threads",
    icon: MailOpen,
    words: ["attention", "finished", "failed"],
    keys: ["Alt+Shift+U"],
    when: ({ app }) => nextUnread(app.rollUp.getState(), app.rows.getState().rows, undefined) !== undefined,
    run: ({ app, front }) => goTo(app, nextUnread(app.rollUp.getState(), app.rows.getState().rows, front)),
  },
  {
    id: "focus-message",
    title: "Write a message",
    group: "This thread",
    icon: MessageSquare,
    words: ["composer", "focus"],
    keys: ["Alt+M"],
    when: inFront,
    run: ({ app, front }) => front && app.boxes.find(front)?.focus(),
  },
  {
    // Its key is held to talk, and set with the other settings of voice.
    id: "dictate",
    title: "Dictate",
    group: "This thread",
    icon: Mic,
    words: ["voice", "speak", "talk", "microphone"],
    when: ({ app, front }) => front !== undefined && app.boxes.find(front) !== undefined,
    run: ({ app, front }) => front && app.voice.start(front),
  },
  // The composer claims these: they open its pickers.
  {
    id: "choose-model",
    title: "Choose the model",
    group: "This thread",
    icon: Bot,
    words: ["provider", "agent"],
    keys: ["Alt+Shift+M"],
  },
  {
    id: "choose-effort",
    title: "Choose how hard it thinks",
    group: "This thread",
    icon: Gauge,
    words: ["effort", "reasoning"],
    keys: ["Alt+Shift+E"],
  },
  {
    id: "choose-permissions",
    title: "Choose what it may do",
    group: "This thread",
    icon: Shield,
    words: ["permissions", "sandbox", "approval"],
    keys: ["Alt+Shift+S"],
  },
  {
    id: "plan-mode",
    title: "Plan first, or work",
    group: "This thread",
    icon: Compass,
    words: ["plan mode"],
    keys: ["Alt+Shift+L"],
  },
  {
    id: "choose-branch",
    title: "Worktree and branch",
    group: "This thread",
    icon: GitBranch,
    words: ["base", "folder", "path"],
    keys: ["Alt+Shift+B"],
  },
  {
    id: "choose-worktree",
    title: "Own worktree, or the local folder",
    group: "This thread",
    icon: FolderGit2,
    words: ["workspace", "checkout"],
    keys: ["Alt+Shift+W"],
  },
  {
    id: "attach-files",
    title: "Attach files…",
    group: "This thread",
    icon: Paperclip,
    words: ["picture", "image", "upload"],
    keys: ["Alt+Shift+A"],
  },
  {
    id: "find-in-thread",
    title: "Find in this thread",
    group: "This thread",
    icon: TextSearch,
    words: ["search", "conversation"],
    keys: ["Mod+F"],
    // The review's text is looked through by itself, as terminals are.
    when: ({ front }) =>
      front !== undefined && (document.activeElement?.closest("[data-finds-itself]") ?? null) === null,
  },
  {
    id: "quote",
    title: "Quote what is selected",
    group: "This thread",
    icon: TextQuote,
    words: ["message", "cite"],
    keys: ["Alt+Q"],
    when: ({ front }) => front !== undefined && window.getSelection()?.isCollapsed === false,
  },
  {
    id: "review-changes",
    title: "Review changes",
    group: "This thread",
    icon: FileDiff,
    words: ["diff"],
    keys: ["Mod+Shift+G"],
    when: inFront,
    run: ({ app }) => switchToReview(app),
  },
  {
    // The review, when it is open, claims it for what it shows.
    id: "start-review",
    title: "Let a second model review the changes",
    group: "This thread",
    icon: ScanSearch,
    words: ["reviewer", "findings", "check"],
    keys: ["Alt+Shift+R"],
    when: (context) => inFront(context) && !runs(context),
    run: (context) => startReview(context),
  },
  {
    id: "next-change",
    title: "Next change",
    group: "This thread",
    icon: ArrowDown,
    words: ["review", "diff", "hunk"],
    keys: ["F7"],
    repeats: true,
    when: inFront,
  },
  {
    id: "previous-change",
    title: "Previous change",
    group: "This thread",
    icon: ArrowUp,
    words: ["review", "diff", "hunk"],
    keys: ["Shift+F7"],
    repeats: true,
    when: inFront,
  },
  {
    id: "commit",
    title: "Commit…",
    group: "This thread",
    icon: GitCommitHorizontal,
    words: ["review", "changes", "save"],
    keys: ["Alt+Shift+C"],
    when: inFront,
  },
  {
    id: "land",
    title: "Land…",
    group: "This thread",
    icon: GitMerge,
    words: ["review", "merge", "squash", "finish"],
    keys: ["Mod+Shift+L"],
    when: inFront,
  },
  {
    id: "undo-landing",
    title: "Undo the landing",
    group: "This thread",
    icon: Undo2,
    words: ["revert", "base", "take back"],
    when: inFront,
  },
  {
    id: "amend",
    title: "Amend the last commit…",
    group: "This thread",
    icon: GitCommitHorizontal,
    words: ["review", "commit", "reword", "change"],
    when: inFront,
  },
  {
    id: "push",
    title: "Push…",
    group: "This thread",
    icon: ArrowUpFromLine,
    words: ["review", "remote", "upload", "publish"],
    keys: ["Alt+Shift+K"],
    when: inFront,
  },
  {
    id: "pull-request",
    title: "Open a pull request…",
    group: "This thread",
    icon: GitPullRequest,
    words: ["review", "github", "draft", "merge request", "pr"],
    when: inFront,
  },
  {
    id: "fix-checks",
    title: "Fix failing checks",
    group: "This thread",
    icon: Wrench,
    words: ["pull request", "ci", "github", "agent"],
    when: inFront,
  },
  {
    id: "rename-branch",
    title: "Rename the branch…",
    group: "This thread",
    icon: GitBranch,
    words: ["git", "name"],
    when: inFront,
  },
  {
    id: "new-branch",
    title: "New branch…",
    group: "This thread",
    icon: GitBranchPlus,
    words: ["git", "create", "switch"],
    when: inFront,
  },
  {
    id: "toggle-terminal",
    title: "Show or hide the terminal",
    group: "This thread",
    icon: SquareTerminal,
    words: ["shell"],
    keys: ["Ctrl+`"],
    when: inFront,
    run: ({ app }) => toggleTerminal(app),
  },
  {
    id: "project-actions",
    title: "Project actions…",
    group: "This thread",
    icon: ListTodo,
    words: ["scripts", "named commands"],
    when: inFront,
    run: ({ actions }) => actions.openProjectActions(),
  },
  {
    id: "stop-turn",
    title: "Stop the turn",
    group: "This thread",
    icon: CircleStop,
    words: ["interrupt", "cancel"],
    keys: ["Mod+."],
    when: runs,
    run: ({ app, front, failed }) => front && void app.client.turns.interrupt({ threadId: front }).catch(failed),
  },
  {
    id: "compact",
    title: "Make the conversation shorter",
    group: "This thread",
    icon: FoldVertical,
    words: ["compact", "summarize", "context"],
    when: (context) => begun(context) && !runs(context),
  },
  {
    id: "rename-thread",
    title: "Rename the thread",
    group: "This thread",
    icon: Pencil,
    keys: ["F2"],
    when: inFront,
  },
  {
    id: "pin-thread",
    title: "Pin or unpin the thread",
    group: "This thread",
    icon: Pin,
    when: inFront,
    run: flag("pinned"),
  },
  {
    id: "archive-thread",
    title: "Archive the thread, or take it out",
    group: "This thread",
    icon: Archive,
    when: inFront,
    run: flag("archived"),
  },
  {
    id: "mark-unread",
    title: "Mark as unread",
    group: "This thread",
    icon: Mail,
    keys: ["Alt+U"],
    when: inFront,
    run: ({ app, front, failed }) =>
      front && void app.client.threads.flag({ threadId: front, unread: true }).catch(failed),
  },
  {
    id: "copy-link",
    title: "Copy the thread's link",
    group: "This thread",
    icon: Link,
    words: ["address", "url", "deep link"],
    when: inFront,
    run: ({ app, front, failed }) =>
      front &&
      void navigator.clipboard.writeText(linkTo(front, app.shell !== undefined, window.location)).catch(failed),
  },
  {
    id: "fork-thread",
    title: "Fork this thread…",
    group: "This thread",
    icon: GitFork,
    words: ["branch", "copy"],
    when: begun,
    run: ({ actions, front }) => front && actions.forkThread(front),
  },
  {
    id: "ask-aside",
    title: "Ask on the side…",
    group: "This thread",
    icon: MessageCircleQuestion,
    when: begun,
    run: ({ actions, front }) => front && actions.askAside(front),
  },
  { id: "export-markdown", title: "Export as Markdown", group: "This thread", icon: FileDown, when: begun },
  { id: "export-json", title: "Export as JSON", group: "This thread", icon: FileJson, when: begun },
  {
    id: "move-thread",
    title: "Move to the local checkout or a worktree…",
    group: "This thread",
    icon: FolderInput,
    words: ["hand over", "checkout", "folder"],
    when: inFront,
  },
  { id: "remove-worktree", title: "Remove worktree…", group: "This thread", icon: FolderMinus, when: inFront },
  { id: "delete-thread", title: "Delete thread…", group: "This thread", icon: Trash2, when: inFront },
  {
    id: "close-tab",
    title: "Close tab",
    group: "This thread",
    icon: X,
    keys: ["Alt+W"],
    shellKeys: ["Mod+W"],
    when: inFront,
    run: ({ app }) =>
      app.layout.update((state) => {
        const front = frontThread(state);
        return front === undefined ? state : closeTab(state, front);
      }),
  },
];

function goTo({ layout }: ActContext["app"], threadId: ThreadId | undefined): void {
  if (threadId !== undefined) layout.update((state) => openThread(state, threadId));
}

/** Reviews all of the thread's work, and shows where it goes. */
function startReview(context: ActContext): void {
  const { app, front, failed } = context;
  const thread = frontOpen(context);
  if (front === undefined || thread === undefined) return;
  app.layout.update((state) => ({ ...state, panel: "review" }));
  const scope = { kind: thread.worktree === undefined ? ("uncommitted" as const) : ("branch" as const) };
  void app.client.reviews.start({ threadId: front, scope }).catch(failed);
}

function flag(name: "pinned" | "archived"): Act["run"] {
  return ({ app, front, failed }) => {
    const row = front && app.rows.getState().rows.get(front);
    if (row) app.client.threads.flag({ threadId: row.id, [name]: !row[name] }).catch(failed);
  };
}
