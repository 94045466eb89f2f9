import type { ThemeRegistrationResolved } from "shiki";

const rule = (token: string, scopes: readonly string[]) => ({
  scope: [...scopes],
  settings: { foreground: `var(--syn-${token})` },
});

/** The name under which diffs and fences ask for the theme. */
export const SYNTAX_THEME = "flightdeck";

/** Syntax in the colours of the tokens: they are variables, so light and dark are one theme and a switch colours nothing anew. */
export const syntaxTheme: ThemeRegistrationResolved = {
  name: SYNTAX_THEME,
  type: "light",
  fg: "var(--syn-plain)",
  bg: "var(--pane)",
  colors: { "editor.foreground": "var(--syn-plain)", "editor.background": "var(--pane)" },
  settings: [
    { settings: { foreground: "var(--syn-plain)", background: "var(--pane)" } },
    rule("comment", ["comment", "punctuation.definition.comment", "string.quoted.docstring"]),
    rule("string", [
      "string",
      "punctuation.definition.string",
      "constant.other.symbol",
      "markup.inline.raw",
      "markup.fenced_code",
      "string.regexp",
    ]),
    rule("number", [
      "constant.numeric",
      "constant.language",
      "constant.character",
      "keyword.other.unit",
      "constant.other.color",
    ]),
    rule("keyword", [
      "keyword",
      "storage",
      "storage.type",
      "storage.modifier",
      "variable.language",
      "keyword.operator.new",
      "keyword.operator.expression",
      "keyword.operator.logical.python",
      "keyword.control",
      "markup.heading",
      "entity.name.tag",
      "punctuation.definition.tag",
    ]),
    rule("type", [
      "entity.name.type",
      "entity.name.class",
      "entity.other.inherited-class",
      "support.type",
      "support.class",
      "entity.name.namespace",
      "entity.name.scope-resolution",
      "storage.type.java",
      "storage.type.cs",
      "entity.name.function.decorator",
      "meta.decorator",
      "entity.other.attribute-name",
      "support.type.property-name.json",
      "support.type.property-name.css",
    ]),
    rule("function", [
      "entity.name.function",
      "support.function",
      "meta.function-call.generic",
      "variable.function",
      "markup.underline.link",
    ]),
    rule("punct", [
      "punctuation",
      "meta.brace",
      "keyword.operator",
      "storage.type.function.arrow",
      "punctuation.separator",
    ]),
    { scope: ["markup.bold"], settings: { fontStyle: "bold" } },
    { scope: ["markup.italic"], settings: { fontStyle: "italic" } },
  ],
};
