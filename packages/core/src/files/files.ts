import type { FileAnswer } from "@flightdeck/contract";
import { listFiles, listTracked, type Listing } from "./listing.ts";
import { type FileTable, fileTable, rankFiles } from "./rank.ts";

export interface FileQuestion {
  /** The folder's root; paths are told relative to it. */
  readonly root: string;
  readonly text: string;
  readonly limit: number;
  /** Answers once the folder is read as it is. */
  readonly wait: boolean;
}

/** Finds files by their paths, in any folder that is asked about. */
export interface Files {
  /** Throws `path_not_found`, `git_failed`. */
  find(question: FileQuestion): Promise<FileAnswer>;
  /** The paths of all files of that very name, as they are now. */
  named(root: string, name: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface FilesOptions {
  /** Calls back after changes below a folder, until it is closed. */
  readonly watchFolder: (root: string, onChange: () => void) => Promise<{ readonly close: () => void }>;
  /** Runs something once, later; the answer calls it off. */
  readonly later: (run: () => void, milliseconds: number) => () => void;
  readonly report: (message: string, error: unknown) => void;
}

/** A folder that nobody asked about for so long is forgotten, and watched no more. */
const FORGOTTEN_AFTER = 5 * 60_000;

/** Folders are read when they are asked about and again after they changed: nothing polls, nothing runs unasked. */
export function openFiles(options: FilesOptions): Files {
  const folders = new Map<string, Folder>();
  const folderOf = (root: string): Folder => {
    const folder = folders.get(root) ?? new Folder(root, options, () => folders.delete(root));
    folders.set(root, folder);
    return folder;
  };
  return {
    find: ({ root, ...question }) => folderOf(root).find(question),
    named: (root, name) => folderOf(root).named(name),
    close: async () => {
      await Promise.all([...folders.values()].map((folder) => folder.close()));
    },
  };
}

/** What is known of one folder, while it is asked about. */
class Folder {
  readonly #root: string;
  readonly #options: FilesOptions;
  readonly #forget: () => void;
  #first: Promise<void> | undefined;
  #known: { readonly listing: Listing; readonly table: FileTable } | undefined;
  #reading: Promise<void> | undefined;
  /** The folder changed, or may have, since it was read. */
  #stale = true;
  #watch: Promise<{ readonly close: () => void } | undefined> | undefined;
  #callOff: (() => void) | undefined;

  constructor(root: string, options: FilesOptions, forget: () => void) {
    this.#root = root;
    this.#options = options;
    this.#forget = forget;
  }

  async named(name: string): Promise<readonly string[]> {
    await this.find({ text: "", limit: 1, wait: true });
    return [...(this.#known?.listing.paths ?? [])].filter((path) => path.slice(path.lastIndexOf("/") + 1) === name);
  }

  async find({ text, limit, wait }: Omit<FileQuestion, "root">): Promise<FileAnswer> {
    this.#keep();
    // What git tracks is known at once; what else there is follows.
    this.#first ??= this.#learn(listTracked(this.#root));
    try {
      await this.#first;
    } catch (error) {
      void this.close();
      throw error;
    }
    if (this.#stale) this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    if (wait) await this.#reading;
    const { listing, table } = this.#known ?? { listing: undefined, table: fileTable([], []) };
    const files = rankFiles(table, text, limit).map((path) => ({ path, changed: listing?.changed.has(path) ?? false }));
    return { files, current: !this.#stale && this.#reading === undefined };
  }

  async close(): Promise<void> {
    this.#callOff?.();
    this.#forget();
    const watch = await this.#watch;
    watch?.close();
  }

  #keep(): void {
    this.#callOff?.();
    this.#callOff = this.#options.later(() => void this.close(), FORGOTTEN_AFTER);
  }

  async #learn(reading: Promise<Listing>): Promise<void> {
    const listing = await reading;
    this.#known = { listing, table: fileTable(listing.paths, listing.recent) };
  }

  async #read(): Promise<void> {
    // The watch comes first: what changes while the folder is read makes it stale again.
    this.#watch ??= this.#options
      .watchFolder(this.#root, () => (this.#stale = true))
      .catch((error: unknown) => {
        this.#options.report("a folder cannot be watched for its files", error);
        return undefined;
      });
    const watched = (await this.#watch) !== undefined;
    this.#stale = !watched;
    try {
      await this.#learn(listFiles(this.#root));
    } catch (error) {
      this.#stale = true;
      this.#options.report("the files of a folder cannot be listed", error);
    }
  }
}
