import { registerCustomTheme } from "@pierre/diffs";
import { getOrCreateWorkerPoolSingleton, type WorkerPoolManager } from "@pierre/diffs/worker";
import { SYNTAX_THEME, syntaxTheme } from "./theme.ts";

registerCustomTheme(SYNTAX_THEME, () => Promise.resolve(syntaxTheme));

/** The theme for both schemes; the tokens behind it know which one holds. */
export const themes = { light: SYNTAX_THEME, dark: SYNTAX_THEME } as const;

/** The window's highlighter: a worker, started with the first code that is shown. The library keeps it. */
export const syntaxPool = (): WorkerPoolManager =>
  getOrCreateWorkerPoolSingleton({
    poolOptions: {
      poolSize: 1, // a second one took its start, and 25 MB, from everything else
      workerFactory: () => new Worker(new URL("./syntax.worker.ts", import.meta.url), { type: "module" }),
      totalASTLRUCacheSize: 200,
    },
    highlighterOptions: { theme: themes, lineDiffType: "word", maxLineDiffLength: 500, tokenizeMaxLineLength: 1000 },
  });

/** Starts the highlighters ahead of the first code that is shown. */
export function startSyntax(): void {
  const pool = syntaxPool();
  if (pool.isInitialized()) return;
  pool.initialize().catch(() => undefined); // who shows code does without them, and says so
}
