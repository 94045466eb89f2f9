import { join } from "node:path";
import { LandingId, type ThreadLanding } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { commitTree, gitText, personIdentity, resolveCommit } from "../git/index.ts";
import { type BranchMove, moveBranch } from "./moveCheckout.ts";
import { dropKept, readKept } from "./keptFiles.ts";
import { publishedAt } from "./published.ts";
import { checkoutOf } from "./situation.ts";
import { obstaclesIn } from "./obstacles.ts";
import { replay } from "./replay.ts";
import type { LandingRow, LandingRows } from "./rows.ts";
import { readSituation, type Situation } from "./situation.ts";
import type { LandingDeps, LandingPlace, LandRequest, UndoRequest } from "./types.ts";

export interface LandContext extends LandingDeps {
  readonly rows: LandingRows;
}

/** A request with what every attempt needs once. */
type Request = LandRequest & { readonly finalMessage: () => Promise<string> };

type Also = ((landing: ThreadLanding) => void) | undefined;

/** How often a base that moves while the work lands is landed on afresh. */
const ATTEMPTS = 3;

/** Puts the work on its base. Everything new is made beside every checkout; only a clean one moves anything. */
export async function land(
  context: LandContext,
  place: LandingPlace,
  request: LandRequest,
  also: Also,
): Promise<ThreadLanding> {
  let said: Promise<string> | undefined;
  const finalMessage = (): Promise<string> => (said ??= messageOf(context, place, request));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await landOnce(context, place, { ...request, finalMessage }, also);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "base_moved" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** What the repository's hooks make of the message. */
async function messageOf(
  { person }: LandContext,
  { worktreePath }: LandingPlace,
  { method, message, withoutHooks }: LandRequest,
): Promise<string> {
  if (method === "rebase" || withoutHooks === true) return message;
  return person.message(worktreePath, { message, source: method === "merge" ? "merge" : "message" });
}

async function landOnce(
  context: LandContext,
  place: LandingPlace,
  request: Request,
  also: Also,
): Promise<ThreadLanding> {
  const { rows } = context;
  const { method, allow } = request;
  const situation = await readSituation(place, rows.ofThread(place.threadId));
  if (situation === undefined) throw new AppError("base_not_found", place.base);
  requireReady(situation);
  const { base, baseCommit, head, checkout } = situation;
  await allow?.({ baseCommit, head, ...(checkout === undefined ? {} : { checkout }) });
  const row: LandingRow = {
    id: LandingId.parse(context.newId()),
    threadId: place.threadId,
    state: "moving",
    method,
    base,
    from: baseCommit,
    to: await madeFor(context, place, situation, request),
    head,
    root: place.projectPath,
    checkout,
    at: context.now(),
  };
  rows.insert(row);
  try {
    await context.step?.("journal");
    await moveBranch(moveOf(context, row), async (name) => context.step?.(name));
  } catch (error) {
    // What could not be put back yet stays on record, for the next time.
    if ((await readKept(folderOf(context, row))) === undefined) rows.remove(row.id);
    throw error;
  }
  await context.step?.("ref");
  const landed = { ...row, state: "landed" } as const;
  rows.change(row.id, landed, () => also?.(landingOf(landed)));
  await context.step?.("landed");
  await dropKept(folderOf(context, row));
  return landingOf(landed);
}

/** The commit that the base shall stand at, signed as the person's git signs. */
async function madeFor(
  { person }: LandContext,
  place: LandingPlace,
  situation: Situation,
  { method, finalMessage }: Request,
): Promise<string> {
  const { baseCommit, head, mergedTree: tree, since } = situation;
  const cwd = place.worktreePath;
  const sign = await person.signer(cwd);
  if (method === "rebase") {
    const line = { from: since ?? baseCommit, to: head, onto: baseCommit };
    const { tip, conflict } = await replay(cwd, line);
    if (conflict !== undefined) throw new AppError("merge_conflict", pathsOf(conflict.conflicts).join("\n"));
    if (tip === baseCommit) throw new AppError("nothing_to_land");
    const replayed = await gitText(["rev-parse", `${tip}^{tree}`], { cwd });
    // What a merge commit of the work resolved would be lost without a word.
    if (replayed !== tree)
      throw new AppError("merge_conflict", "Its commits, one by one, do not give what it is now: squash or merge it");
    // Only now is it worth asking for a key.
    return sign === undefined ? tip : (await replay(cwd, { ...line, sign })).tip;
  }
  const parents = method === "merge" ? [baseCommit, head] : [baseCommit];
  const env = await personIdentity(cwd);
  const made = await commitTree(cwd, { tree, parents, message: await finalMessage(), env });
  return sign === undefined ? made : sign(made);
}

const pathsOf = (conflicts: readonly { readonly path: string }[]): readonly string[] =>
  conflicts.map(({ path }) => path);

export const folderOf = ({ home }: Pick<LandContext, "home">, { id }: Pick<LandingRow, "id">): string =>
  join(home, "landings", id);

/** What a row moves; an undoing one moves it back. */
export function moveOf(context: Pick<LandContext, "home">, row: LandingRow): BranchMove {
  const { root, base, checkout, method, from, to } = row;
  const folder = folderOf(context, row);
  const back = row.state === "undoing";
  const reason = back ? "flightdeck: undo landing" : `flightdeck: ${method}`;
  return { root, branch: base, checkout, reason, folder, ...(back ? { from: to, to: from } : { from, to }) };
}

function requireReady({ uncommitted, nothing, conflicts, inTheWay, checkout }: Situation): void {
  if (uncommitted.length > 0) throw new AppError("uncommitted_changes", uncommitted.join("\n"));
  if (nothing) throw new AppError("nothing_to_land");
  if (conflicts.length > 0) throw new AppError("merge_conflict", conflicts.join("\n"));
  requireClear(checkout, inTheWay);
}

function requireClear(checkout: string | undefined, inTheWay: readonly string[]): void {
  if (inTheWay.length > 0) throw new AppError("base_dirty", [`In ${checkout}:`, ...inTheWay].join("\n"));
}

/** Puts the base back, where nothing came on top of what landed. */
export async function undoLanding(
  context: LandContext,
  row: LandingRow,
  { allow, also }: UndoRequest = {},
): Promise<ThreadLanding> {
  if (row.state !== "landed") throw new AppError("landing_not_found", row.id);
  const [now, checkout] = await Promise.all([
    resolveCommit(row.root, `refs/heads/${row.base}`),
    checkoutOf(row.root, row.base),
  ]);
  if (now !== row.to) throw new AppError("landed_on_top", row.base);
  const published = await publishedAt(row);
  if (published.length > 0) throw new AppError("landing_pushed", published.join(", "));
  if (checkout !== undefined)
    requireClear(checkout, await obstaclesIn(checkout, { from: `${row.to}^{tree}`, to: `${row.from}^{tree}` }));
  allow?.(checkout === undefined ? {} : { checkout });
  const undoing = { ...row, checkout, state: "undoing" } as const;
  context.rows.change(row.id, undoing);
  try {
    await context.step?.("journal");
    await moveBranch(moveOf(context, undoing), async (name) => context.step?.(name));
  } catch (error) {
    if ((await readKept(folderOf(context, row))) === undefined) context.rows.change(row.id, row);
    if (error instanceof AppError && error.code === "base_moved") throw new AppError("landed_on_top", row.base);
    throw error;
  }
  await context.step?.("ref");
  const undone = { ...row, state: "undone" } as const;
  context.rows.change(row.id, undone, () => also?.(landingOf(undone)));
  await context.step?.("undone");
  await dropKept(folderOf(context, row));
  return landingOf(undone);
}

/** The row as its thread shows it. */
export function landingOf({ id, base, to, method, at, state }: LandingRow): ThreadLanding {
  return { id, base, commit: to, method, at, state: state === "undone" ? "undone" : "landed" };
}
