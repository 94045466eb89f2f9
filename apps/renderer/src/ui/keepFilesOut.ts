/** A file that is dropped where nothing takes it must not replace the window by itself. */
export function keepFilesOut(window: Window): void {
  for (const type of ["dragover", "drop"] as const) {
    window.addEventListener(type, (event) => {
      if (event.defaultPrevented || event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }
}
