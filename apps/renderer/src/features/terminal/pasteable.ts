/** Controls but for tabs and line ends. */
// oxlint-disable-next-line no-control-regex -- they are what is taken out
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * What of a clipboard's text may be pasted into a terminal. Any web page can have put it there, with the sequence that ends
 * a paste in it: the shell would run what stands behind that.
 */
export const pasteable = (text: string): string => text.replace(controls, "");
