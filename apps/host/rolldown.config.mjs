import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { defineConfig } from "rolldown";

const at = (path) => join(import.meta.dirname, path);
const entries = Object.entries({ cli: at("src/cli.ts"), electron: at("src/electron.ts") });

/** Of the manifest only the version is needed. */
const manifest = {
  name: "manifest",
  load(id) {
    if (id !== at("package.json")) return null;
    const { version } = JSON.parse(readFileSync(id, "utf8"));
    return { code: `export default ${JSON.stringify({ version })};`, moduleType: "js" };
  },
};

const skills = at("../../packages/core/src/skills");

/** The app's skills go into the bundle as texts: the host writes them where commands can read them. */
const appSkills = {
  name: "app-skills",
  load(id) {
    if (id !== join(skills, "builtInFiles.ts")) return null;
    const root = join(skills, "builtIn");
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      this.addWatchFile(file);
      return [relative(root, file).split(sep).join("/"), readFileSync(file, "utf8")];
    });
    const value = JSON.stringify(Object.fromEntries(texts));
    return { code: `export const readAppSkillFiles = async () => (${value});`, moduleType: "js" };
  },
};

/**
 * Bundles the host: starting it must not mean reading a thousand small files. Commands stay apart, so that each loads
 * only what it needs.
 */
export default defineConfig({
  input: Object.fromEntries(entries.filter(([, file]) => existsSync(file))),
  platform: "node",
  plugins: [manifest, appSkills],
  // Packages with native parts find those beside themselves; the other two are optional parts of ws.
  external: [/^better-sqlite3/, "sharp", /^@lydell\/node-pty/, /^@parcel\/watcher/, "bufferutil", "utf-8-validate"],
  output: {
    dir: at("dist"),
    format: "esm",
    cleanDir: true,
    comments: { jsdoc: false }, // an eighth of what every start would read
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  },
});
