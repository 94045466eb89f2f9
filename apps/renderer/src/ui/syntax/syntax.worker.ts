// Colours code off the main thread, for diffs and fences.
import "@pierre/diffs/worker/worker.js";
