import { Visitor } from "@swc/core/Visitor.js";

// The direction table. A package or a core feature may import only what its row names; within core a feature is
// entered through its index.ts alone. `npm run boundaries` checks it.
const packages = {
  "packages/contract": [],
  "packages/core": ["packages/contract"],
  "packages/testkit": ["packages/contract"],
  "apps/host": ["packages/core", "packages/contract"],
  "apps/desktop": ["packages/contract"],
  "apps/renderer": ["packages/contract"],
};

/** Which features of core a feature may use. core.ts may see all; only index.ts and api/ may see core.ts. */
const features = {
  errors: [],
  feed: [],
  store: ["errors"],
  blobs: ["errors"],
  attachments: ["errors"],
  images: ["blobs", "errors"],
  sandbox: ["errors"],
  git: ["errors"],
  agent: [],
  models: ["agent", "errors"],
  shell: [],
  rules: ["errors", "feed", "settings", "shell"],
  machine: ["errors", "feed", "sandbox", "store"],
  tools: ["agent", "errors", "machine", "rules", "sandbox", "shell"],
  settings: ["errors", "feed"],
  access: ["agent", "errors", "models", "settings"],
  projects: ["errors", "feed", "git", "store"],
  usage: ["store"],
  worktrees: ["errors", "git", "machine", "sandbox", "store"],
  approvals: ["feed", "store"],
  questions: ["feed"],
  search: ["errors", "store"],
  skills: ["agent", "errors", "feed"],
  attention: ["errors", "feed", "store"],
  digests: ["feed", "store"],
  threads: [
    "agent",
    "approvals",
    "attention",
    "digests",
    "errors",
    "feed",
    "git",
    "machine",
    "questions",
    "rules",
    "sandbox",
    "search",
    "skills",
    "store",
    "tools",
    "usage",
    "worktrees",
  ],
  terminals: ["errors", "feed", "sandbox", "store"],
  actions: ["errors", "feed", "settings"],
  review: ["errors", "feed", "git", "images"],
  reading: ["errors", "feed", "git", "review", "store"],
  gate: ["errors", "git", "reading", "review"],
  reviewer: ["agent", "blobs", "errors", "feed", "git", "review", "store", "threads", "tools"],
  changes: ["errors", "git", "sandbox", "store"],
  comments: ["errors", "feed", "git", "store"],
  files: ["errors", "git"],
  landing: ["commits", "errors", "git", "store"],
  handover: ["errors", "git", "store", "worktrees"],
  pullRequests: ["commits", "errors", "git"],
  commits: ["agent", "errors", "git", "sandbox", "usage"],
  publishing: ["commits", "errors", "git", "pullRequests", "tools"],
  editors: ["errors", "files"],
  system: ["errors", "git", "sandbox"],
  proposals: ["tools"],
  automations: ["errors", "feed", "settings", "store"],
  runs: ["agent", "automations", "errors", "git", "inbox", "review", "store", "threads", "tools", "usage", "worktrees"],
  triggers: ["automations", "errors", "feed", "gate", "git", "settings"],
  inbox: ["errors", "feed", "store"],
  voice: ["errors", "feed", "models", "settings", "store"],
};

// dependency-cruiser cannot ask TypeScript 7 for a syntax tree and so uses swc's, whose visitor stops at a `using`.
const visitor = Visitor.prototype;
const visitKnown = Reflect.get(visitor, "visitStatement");
visitor.visitStatement = function visitStatement(statement) {
  return statement.type === "UsingDeclaration"
    ? this.visitVariableDeclaration({ ...statement, declarations: statement.decls })
    : visitKnown.call(this, statement);
};

const tests = "\\.test\\.tsx?$|/testing/";
const name = (folder) => folder.replace("packages/", "").replace("apps/", "");

export default {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^electron$" } },
    ...Object.entries(packages).map(([from, may]) => ({
      name: `${name(from)}-imports`,
      severity: "error",
      from: { path: `^${from}/`, pathNot: tests },
      to: { path: "^(packages|apps)/", pathNot: [from, ...may].map((p) => `^${p}/`) },
    })),
    ...Object.entries(features).map(([feature, may]) => ({
      name: `core-${feature}-imports`,
      severity: "error",
      from: { path: `^packages/core/src/${feature}/`, pathNot: tests },
      to: {
        path: "^packages/core/src/",
        pathNot: [`^packages/core/src/${feature}/`, ...may.map((f) => `^packages/core/src/${f}/index\\.ts$`)],
      },
    })),
    {
      name: "core-features-have-a-row",
      severity: "error",
      from: {},
      to: { path: `^packages/core/src/(?!(?:${Object.keys(features).join("|")}|api|testing)/)[^/]+/` },
    },
    {
      name: "core-doors-only",
      severity: "error",
      from: { path: "^packages/core/src/([^/]+)/", pathNot: tests },
      to: { path: "^packages/core/src/([^/]+)/(?!index\\.ts$)", pathNot: "^packages/core/src/$1/" },
    },
    {
      name: "core-ts-is-the-root",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: "^packages/core/src/(index\\.ts$|api/)|\\.test\\.ts$|/testing/" },
      to: { path: "^packages/core/src/core\\.ts$" },
    },
    {
      name: "electron-only-in-desktop",
      severity: "error",
      from: { pathNot: "^apps/desktop/" },
      to: { path: "^electron$|node_modules/electron/" },
    },
    {
      name: "no-node-in-renderer-or-contract",
      severity: "error",
      from: { path: "^(apps/renderer|packages/contract)/", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "renderer-has-no-transport-but-client",
      severity: "error",
      from: { path: "^apps/renderer/src/", pathNot: "^apps/renderer/src/client\\.ts$|\\.test\\.tsx?$|/testing/" },
      to: { path: "node_modules/@orpc/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(packages|apps)/[^/]+/dist/" },
    parser: "swc",
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
