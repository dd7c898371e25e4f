import { type Case, mounted, OVER_PAGE, WAYS, type Way } from "./case.ts";
import { overlayCase } from "./requests.ts";
import { shelf, shelfTop } from "./shelf.ts";

/** Numbers of lower layers at which every way is run. */
export const SIZES = [1, 2, 10, 55, 128, 500] as const;

/** A cell of the matrix of ways and sizes. */
export interface Cell {
  readonly way: Way;
  readonly size: number;
  readonly writable: boolean;
  readonly case: Case;
}

/** 500 names behind a /proc/self/fd prefix are 12 KB, and 4,095 bytes are all that mount(2) takes. */
function isOverPage(way: Way, size: number): boolean {
  return way === "prefix" && size === 500;
}

function cell(way: Way, size: number, writable: boolean): Cell {
  const bind = size === 1 && !writable;
  return {
    way,
    size,
    writable,
    case: {
      name: `${way}: ${size} layers, ${writable ? "writable" : "read-only"}`,
      expect: [isOverPage(way, size) ? OVER_PAGE : mounted(bind ? undefined : way)],
      build: (place) => {
        const stack = shelf(place, size);
        const top = writable ? shelfTop(place, stack, size % 2 === 0 ? size : undefined) : undefined;
        return overlayCase(place, stack.lowers, top, way);
      },
    },
  };
}

/** Every way at every size, read-only and writable. */
export const matrix: readonly Cell[] = WAYS.flatMap((way) =>
  SIZES.flatMap((size) => [cell(way, size, false), cell(way, size, true)]),
);
