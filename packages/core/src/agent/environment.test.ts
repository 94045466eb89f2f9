import { expect, test } from "vitest";
import { type Environment, environmentNews, personMessage } from "./index.ts";

const environment: Environment = {
  cwd: "/home/ada/a <b> & c",
  platform: "linux",
  shell: "bash",
  date: "2026-11-21",
  timezone: "Europe/Berlin",
  sandbox: "workspace-write",
  approval: "on-request",
  network: false,
  branch: "agent/fix",
};

test("the environment is told in one message, the same text for the same facts", () => {
  const expected = personMessage(`<environment_context>
<cwd>/home/ada/a &lt;b&gt; &amp; c</cwd>
<platform>linux</platform>
<shell>bash</shell>
<date>2026-11-21</date>
<timezone>Europe/Berlin</timezone>
<sandbox>workspace-write</sandbox>
<network>off</network>
<approval>on-request</approval>
<branch>agent/fix</branch>
</environment_context>`);
  expect(environmentNews([], environment)).toEqual(expected);
  expect(JSON.stringify(environmentNews([], { ...environment }))).toBe(JSON.stringify(expected));
});

test("later only the facts that changed are told, and one that is gone as empty", () => {
  const first = environmentNews([], environment);
  const moved = { ...environment, sandbox: "read-only", date: "2026-11-22", branch: undefined } as const;
  const second = environmentNews(
    [first].filter((item) => item !== undefined),
    moved,
  );
  expect(second).toEqual(
    personMessage(`<environment_context>
<date>2026-11-22</date>
<sandbox>read-only</sandbox>
<branch></branch>
</environment_context>`),
  );
  const both = [first, second].filter((item) => item !== undefined);
  expect(environmentNews(both, moved)).toBeUndefined();
  expect(environmentNews(both, { ...moved, branch: "agent/fix" })).toEqual(
    personMessage("<environment_context>\n<branch>agent/fix</branch>\n</environment_context>"),
  );
});
