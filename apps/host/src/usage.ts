export const usage = `flightdeck: several coding agents at once, each in its own worktree

  flightdeck serve [--port N] [--home DIR] [--install | --uninstall] [--window]
      Runs the host and serves the app to a browser. Prints one line of JSON when ready. Automations begin by
      themselves while it runs; the machine is kept awake while one is at work.
      --install            start it when you log in, from now on; --uninstall takes that back
      --window             end when standard input ends, unless automations are to go on

  flightdeck exec [options] PROMPT|-
      Runs one thread without a window; - reads the prompt from standard input.
      --cwd DIR            where to work (default: here)
      --model ID           which model; "tour" needs no key
      --sandbox MODE       read-only | workspace-write | full-access
      --approval POLICY    untrusted | on-request | never (default: never; with --plan on-request)
      --worktree           work in a new worktree instead of DIR itself
      --trust              trust the repository: use its skills and rules, run its setup script
      --plan               explore read-only, and print a plan instead of changing anything
      --image FILE         send a PNG, JPEG, GIF or WebP image along; may be repeated
      --skill NAME         use a skill; may be repeated
      --output-schema FILE the last message is JSON of the JSON Schema in FILE
      --resume THREAD_ID   go on with a thread
      --fork THREAD[:TURN] go on in a new thread that begins with that one's turns, up to TURN
      --json               print every thread event as a line of JSON
      --home DIR           where Flightdeck keeps its data (default: FLIGHTDECK_HOME or ~/.flightdeck)
      --connect URL        use the host that serves this URL
      Exit: 0 completed, 1 failed, 2 usage, 130 interrupted or waiting for an answer.

  flightdeck review [options]
      Lets a second model read the changes of a checkout that are not committed, and prints what it found.
      --cwd DIR            whose changes (default: here)
      --staged             only what is staged
      --thread THREAD_ID   all of a thread's work against its base
      --model ID           who reads (default: as in the settings)
      --json               print the review and its findings as one line of JSON
      --home DIR, --connect URL as above
      Exit: 0 nothing found, 1 failed, 2 usage, 3 findings, 130 interrupted.

  flightdeck automation list [--json]
  flightdeck automation run NAME [--dry] [--wait] [--json]
      Begins a run in each of its projects; --dry: without the right to change anything. With --wait, and where no host
      runs in any case, it goes on until they ended: what they report is printed, and what happens told on stderr.
      Exit: 0 done, 1 failed or not begun, 2 usage, 3 something was found, 130 stopped or waiting for an answer.
  flightdeck automation pause|resume NAME|--all
  flightdeck automation runs [NAME] [--limit N] [--json]
  flightdeck automation export [FILE]
  flightdeck automation import FILE|-
      Automations as TOML; imported ones are paused. All with --home DIR, --connect URL as above.

  flightdeck apply-patch [--cwd DIR] < PATCH
      Applies a patch in the apply_patch format and prints A|M|D and the path of each file.

  flightdeck doctor [--json] [--home DIR]
      Says what is there, what is missing, and how to mend it.
`;

/** Wrong words on the command line: exit 2. */
export class UsageError extends Error {}

/** Prints a usage error as such and returns its exit code; other errors pass through. */
export async function withUsage(name: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const parseFailure =
      error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    if (!(error instanceof UsageError) && !parseFailure) throw error;
    process.stderr.write(`flightdeck ${name}: ${error.message}\nSee 'flightdeck help'.\n`);
    return 2;
  }
}
