import { expect, test } from "vitest";
import { visibleName, visibleText } from "./visibleText.ts";

test("characters that turn or hide text are spelt out", () => {
  expect(visibleText("if (admin\u202e) {\u2066 // \u200b\u0000\u001b[31m\u007f\u0085")).toBe(
    "if (admin⟨U+202E⟩) {⟨U+2066⟩ // ⟨U+200B⟩⟨NUL⟩⟨ESC⟩[31m⟨DEL⟩⟨U+0085⟩",
  );
});

test("what is written in tags and blank letters is spelt out", () => {
  expect(visibleText("rm\u{e0072}\u{e006d}\u3164\ufff9")).toBe("rm⟨U+E0072⟩⟨U+E006D⟩⟨U+3164⟩⟨U+FFF9⟩");
});

test("text of any script, tabs and line breaks stay as they are", () => {
  const text = "\tconst größe = '日本語 🚀';\r\n";
  expect(visibleText(text)).toBe(text);
});

test("a name shows its line breaks and tabs", () => {
  expect(visibleName("a\nb\tc\rd")).toBe("a⟨LF⟩b⟨TAB⟩c⟨CR⟩d");
});
