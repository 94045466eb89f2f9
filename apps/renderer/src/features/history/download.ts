/** Hands a text to the person as a file of that name. */
export function download(
  window: Window & typeof globalThis,
  file: { readonly fileName: string; readonly text: string },
): void {
  const url = window.URL.createObjectURL(new Blob([file.text], { type: "text/plain;charset=utf-8" }));
  const link = window.document.createElement("a");
  link.href = url;
  link.download = file.fileName;
  link.click();
  // The file is read when the browser gets to it.
  window.setTimeout(() => window.URL.revokeObjectURL(url), 60_000);
}
