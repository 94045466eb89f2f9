/** Inside the library's shadow roots our rules do not reach: its parts take the tokens here. */
export const shadowStyle = `
:host { color-scheme: inherit; }
[data-code] { container-type: inline-size; }
[data-code]:focus-visible { outline: 2px solid var(--focus); outline-offset: -2px; }
[data-separator="custom"] { display: block; position: relative; height: 26px; background: var(--hunk-bg); }
[data-separator="custom"] slot { display: block; }
[data-gutter] [data-separator="custom"] slot { position: absolute; top: 0; left: 0; width: 100cqi; height: 26px; }
[data-column-number] { font-size: 11px; padding-left: 10px; padding-right: 8px; }
[data-column-number][data-edge]::after { content: ""; position: absolute; inset-block: 0; left: 0; width: 2px; background: var(--accent); }
[data-line] { font-feature-settings: "calt" 0, "zero"; tab-size: 4; }
[data-indicators="classic"] :is([data-line], [data-no-newline]) { padding-inline-start: 22px; }
[data-indicators="classic"] :is([data-line], [data-no-newline])::before { left: 8px !important; }
[data-no-newline] { color: var(--text-3); }
[data-no-newline] span { opacity: 1; }
[data-line-type="change-addition"]:is([data-line], [data-no-newline]) { --diffs-line-bg: var(--add-bg); }
[data-line-type="change-deletion"]:is([data-line], [data-no-newline]) { --diffs-line-bg: var(--del-bg); }
[data-line-type="change-addition"]:is([data-column-number], [data-gutter-buffer]) { --diffs-line-bg: var(--add-gutter); }
[data-line-type="change-deletion"]:is([data-column-number], [data-gutter-buffer]) { --diffs-line-bg: var(--del-gutter); }
[data-selected-line]:is([data-line], [data-column-number]) { --diffs-line-bg: color-mix(in oklab, var(--pane), var(--accent) 16%); }
[data-selected-line][data-line-type="change-addition"]:is([data-line], [data-column-number]) { --diffs-line-bg: color-mix(in oklab, var(--add-bg), var(--accent) 16%); }
[data-selected-line][data-line-type="change-deletion"]:is([data-line], [data-column-number]) { --diffs-line-bg: color-mix(in oklab, var(--del-bg), var(--accent) 16%); }
[data-line-annotation], [data-gutter-buffer="annotation"] { --diffs-line-bg: var(--pane); }
[data-diff-span] { border-radius: 2px; }
::highlight(found) { background-color: var(--find, color-mix(in oklab, var(--amber) 35%, transparent)); }
::highlight(found-now) { background-color: color-mix(in oklab, var(--amber) 75%, transparent); color: var(--text-1); }
[data-utility-button] { background: var(--accent-fill); color: var(--text-on-fill); border-radius: 3px; }
:is([data-diff-span], [data-diff-span] span)[style*="--syn-comment"] { color: var(--text-2); }
`;
