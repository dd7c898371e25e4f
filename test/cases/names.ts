import { mkdirSync } from "node:fs";
import { utf8Text } from "../../host/bytes.ts";
import {
  deep,
  HOSTILE,
  hostile,
  type Layout,
  long,
  partlyLong,
  prefixes,
  repeated,
  several,
} from "../model/layouts.ts";
import { bytes, onDisk, shown } from "../support/names.ts";
import { type Case, mounted, OVER_PAGE, WAYS, type Way } from "./case.ts";
import { overlayCase, overlayWords, request, showsLayers } from "./requests.ts";

/** Every hostile name at once, upperdir and workdir included, by each way; all of them can carry all of them. */
const hostileByWay: Case[] = WAYS.map((way) => ({
  name: `hostile names: ${HOSTILE.length} layers and the top, by ${way}`,
  needs: ["bytes"],
  expect: [mounted(way)],
  build: (place) => {
    const { lowers } = place.stack(HOSTILE.length, hostile, "root of\n:all,\\ \xff");
    return overlayCase(place, lowers, place.top('top\\,of: "all"\n\xfe', 3), way);
  },
}));

/** What a name that is no UTF-8 needs. */
function namedBy(name: string): Pick<Case, "needs"> {
  return utf8Text(Buffer.from(name, "latin1")) === undefined ? { needs: ["bytes"] } : {};
}

/** Each hostile name alone above a plain layer, as escaped words of an option list. */
const hostileWords: Case[] = HOSTILE.map((name) => ({
  name: `hostile name in words: ${shown(name)}`,
  ...namedBy(name),
  expect: [mounted()],
  build: (place) => {
    const { lowers } = place.stack(2, (index) => (index === 0 ? "plain" : name));
    const top = place.top(`top/${name}`);
    return {
      request: request(place, [overlayWords(lowers, top)]),
      shows: [showsLayers(place, [top.upper, ...lowers])],
      upper: top.upper,
      lowers,
    };
  },
}));

const hostileTargets: Case[] = ["new\nline and space", "\x80\xff", "-o", "a,b:c\\", "#"].map((name) => ({
  name: `hostile target: ${shown(name)}`,
  ...namedBy(name),
  expect: [mounted()],
  build: (place) => {
    const { lowers } = place.stack(3);
    const built = overlayCase(place, lowers, place.top());
    mkdirSync(onDisk(place.at(name)));
    return { ...built, request: { ...built.request, target: bytes(place.at(name)) } };
  },
}));

interface Shape {
  readonly what: string;
  readonly layout: Layout;
  readonly count: number;
  /** Ways that the option page keeps from carrying it. */
  readonly over?: readonly Way[];
}

const SHAPES: readonly Shape[] = [
  { what: "several parents", layout: several, count: 12 },
  { what: "a name that begins another", layout: prefixes, count: 12 },
  { what: "the common directory's name inside the path", layout: repeated, count: 12 },
  { what: "paths beyond 1,000 bytes", layout: deep, count: 12 },
  {
    what: "names of 255 bytes",
    layout: long,
    count: 30,
    over: ["relative", "prefix"],
  },
  {
    what: "every third name 255 bytes long",
    layout: partlyLong,
    count: 60,
    over: ["relative", "prefix"],
  },
];

/** The ways a shape's names can go, each with what must come of it; first without naming a way. */
const shapes: Case[] = SHAPES.flatMap(({ what, layout, count, over = [] }) => [
  {
    name: `${what}: the planner's own choice`,
    expect: [mounted()] as const,
    build: (place) => overlayCase(place, place.stack(count, layout).lowers, place.top()),
  } satisfies Case,
  ...WAYS.map((way): Case => {
    return {
      name: `${what}: ${way}`,
      expect: [over.includes(way) ? OVER_PAGE : mounted(way)],
      build: (place) => overlayCase(place, place.stack(count, layout).lowers, place.top(), way),
    };
  }),
]);

/** Names that trip up option strings, mount tables and prefix arithmetic. */
export const names: readonly Case[] = [...hostileByWay, ...hostileWords, ...hostileTargets, ...shapes];
