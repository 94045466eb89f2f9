/** How a picture lies in its frame: its scale, and where its left upper corner is. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const SMALLEST = 0.1;
const LARGEST = 8;
const MARGIN = 12;

/** The whole picture in the middle, never larger than it was drawn. */
export function fitted(picture: Size, room: Size): View {
  const scale = Math.max(
    SMALLEST,
    Math.min(1, (room.width - 2 * MARGIN) / picture.width, (room.height - 2 * MARGIN) / picture.height),
  );
  return {
    scale,
    x: (room.width - picture.width * scale) / 2,
    y: (room.height - picture.height * scale) / 2,
  };
}

/** Larger or smaller around a point of the frame, which stays where it is. */
export function zoomed(view: View, by: number, at: { readonly x: number; readonly y: number }): View {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, view.scale * by));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Moved, but never so far that nothing of it is left in the frame. */
export function moved(view: View, by: { readonly x: number; readonly y: number }, picture: Size, room: Size): View {
  const within = (at: number, size: number, available: number) =>
    Math.min(available - 40, Math.max(40 - size * view.scale, at));
  return {
    ...view,
    x: within(view.x + by.x, picture.width, room.width),
    y: within(view.y + by.y, picture.height, room.height),
  };
}
