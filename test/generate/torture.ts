import { parseWit } from "../../scripts/generate/wit/parser.ts";
import { resolveWorld, type World } from "../../scripts/generate/wit/resolve.ts";

/** Everything that the layout can get wrong: alignment inside of cases, cases inside of cases, tails, small flags. */
export const TORTURE_WIT = `
package layermount:torture@0.2.0;

interface types {
  enum color { red, green, blue }
  flags few { a, b, c }
  flags nine { f0, f1, f2, f3, f4, f5, f6, f7, f8 }
  flags all { g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11, g12, g13, g14, g15, g16 }
  /* A block comment /* with one inside */ and a case without a payload. */
  variant shape {
    none,
    byte(u8),
    wide(u64),
    pair(tuple<u8, u16, u8>),
    nested(option<u64>),
    texts(list<string>),
  }
  record tail { wide: u64, one: u8 }
  record inner { small: u8, half: u16, small-again: u8, word: u32, %list: list<u64>, tail: tail, after: bool }
  variant deep { left(shape), right(result<shape, inner>), empty }
  record torture {
    first: bool,
    maybe: option<u8>,
    maybe-half: option<u16>,
    maybe-color: option<color>,
    maybe-pair: option<tuple<u8, u64>>,
    few: few,
    nine: nine,
    all: all,
    text: string,
    bytes: list<u8>,
    halves: list<u16>,
    shapes: list<shape>,
    maybes: list<option<u32>>,
    lists: list<list<list<u8>>>,
    tuples: list<tuple<u8, string, u16>>,
    outcome: result<u64, color>,
    deep: deep,
    deeps: list<deep>,
    odds: list<result<u32, tuple<u8, u8, u8, u8, u8>>>,
    inners: list<inner>,
    last: u8,
  }
}

world torture-world {
  use types.{torture};
  export give: func() -> torture;
  export take: func(it: torture);
}
`;

export const tortureWorld: World = resolveWorld(parseWit(TORTURE_WIT));
