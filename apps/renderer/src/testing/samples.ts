import {
  type Item,
  ItemId,
  MessageId,
  noUsage,
  ProjectId,
  type Thread,
  ThreadId,
  type ThreadRow,
  type Turn,
  TurnId,
} from "@flightdeck/contract";

/** Small, whole things for tests; each takes what matters to it. */
export const threadId = ThreadId.parse("t1");
export const projectId = ProjectId.parse("p1");
export const turnId = TurnId.parse("turn1");

export const userMessage = (id: string): Item => ({
  id: ItemId.parse(id),
  type: "user_message",
  status: "completed",
  startedAt: 1,
  text: id,
  messageId: MessageId.parse(`m-${id}`),
});

export const agentMessage = (id: string, text: string, status: Item["status"] = "completed"): Item => ({
  id: ItemId.parse(id),
  type: "agent_message",
  status,
  startedAt: 1,
  text,
});

export const turn = (change: Partial<Turn> = {}): Turn => ({
  id: turnId,
  model: "tour",
  kind: "agent",
  mode: "act",
  startedAt: 1,
  outcome: "running",
  items: [],
  earlierItems: 0,
  usage: noUsage,
  checkpoints: {},
  ...change,
});

export const thread = (change: Partial<Thread> = {}): Thread => ({
  id: threadId,
  projectId,
  title: "A thread",
  cwd: "/w",
  settings: { model: "tour", sandbox: "workspace-write", approval: "on-request" },
  turns: [],
  earlierTurns: 0,
  approvals: [],
  questions: [],
  queue: [],
  steers: [],
  usage: noUsage,
  pinned: false,
  archived: false,
  unread: false,
  quarantined: [],
  createdAt: 1,
  updatedAt: 1,
  ...change,
});

export const row = (id: string, change: Partial<ThreadRow> = {}): ThreadRow => ({
  id: ThreadId.parse(id),
  projectId,
  title: id,
  status: "idle",
  unread: false,
  archived: false,
  pinned: false,
  preview: "",
  additions: 0,
  deletions: 0,
  createdAt: 1,
  updatedAt: 1,
  ...change,
});
