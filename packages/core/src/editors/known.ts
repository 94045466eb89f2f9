/** A place in a file, counted from 1. */
export interface FilePlace {
  /** Absolute, so that no name can look like an option. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An editor with a window of its own that can be asked for a place in a file. */
export interface KnownEditor {
  readonly id: string;
  readonly name: string;
  /** Where its command may be when it is not on the path: absolute, by platform. */
  readonly places?: readonly string[];
  readonly args: (place: FilePlace) => readonly string[];
}

const joined = ({ file, line, column }: FilePlace): string => `${file}:${line}:${column}`;
const goTo = (place: FilePlace): readonly string[] => ["--goto", joined(place)];
const plainly = (place: FilePlace): readonly string[] => [joined(place)];
const byOptions = ({ file, line, column }: FilePlace): readonly string[] => [
  "--line",
  String(line),
  "--column",
  String(column),
  file,
];

const inApp = (app: string, command: string): readonly string[] => [`/Applications/${app}.app/Contents/${command}`];

/** Editors that are looked for, those that people use most with agents first. */
export const knownEditors: readonly KnownEditor[] = [
  {
    id: "code",
    name: "VS Code",
    places: inApp("Visual Studio Code", "Resources/app/bin/code"),
    args: goTo,
  },
  { id: "cursor", name: "Cursor", places: inApp("Cursor", "Resources/app/bin/cursor"), args: goTo },
  { id: "zed", name: "Zed", places: inApp("Zed", "MacOS/cli"), args: plainly },
  { id: "zeditor", name: "Zed", args: plainly },
  { id: "windsurf", name: "Windsurf", places: inApp("Windsurf", "Resources/app/bin/windsurf"), args: goTo },
  { id: "codium", name: "VSCodium", places: inApp("VSCodium", "Resources/app/bin/codium"), args: goTo },
  { id: "code-insiders", name: "VS Code Insiders", args: goTo },
  { id: "idea", name: "IntelliJ IDEA", places: inApp("IntelliJ IDEA", "MacOS/idea"), args: byOptions },
  { id: "webstorm", name: "WebStorm", places: inApp("WebStorm", "MacOS/webstorm"), args: byOptions },
  { id: "pycharm", name: "PyCharm", places: inApp("PyCharm", "MacOS/pycharm"), args: byOptions },
  { id: "goland", name: "GoLand", places: inApp("GoLand", "MacOS/goland"), args: byOptions },
  { id: "rustrover", name: "RustRover", places: inApp("RustRover", "MacOS/rustrover"), args: byOptions },
  { id: "clion", name: "CLion", places: inApp("CLion", "MacOS/clion"), args: byOptions },
  { id: "phpstorm", name: "PhpStorm", places: inApp("PhpStorm", "MacOS/phpstorm"), args: byOptions },
  { id: "rubymine", name: "RubyMine", places: inApp("RubyMine", "MacOS/rubymine"), args: byOptions },
  { id: "subl", name: "Sublime Text", places: inApp("Sublime Text", "SharedSupport/bin/subl"), args: plainly },
  { id: "kate", name: "Kate", args: byOptions },
  { id: "gedit", name: "gedit", args: ({ file, line, column }) => [`+${line}:${column}`, file] },
  { id: "gvim", name: "gVim", args: ({ file, line }) => [`+${line}`, file] },
  { id: "emacsclient", name: "Emacs", args: ({ file, line, column }) => ["-n", `+${line}:${column}`, file] },
];
