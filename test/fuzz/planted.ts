/** Doors with a fault each, in inputs whose first byte is small: what watches them must find it. */
import type { Door } from "./door.ts";

const kept: Uint8Array[] = [];

function door(fault: (input: Uint8Array) => void): Door {
  return {
    input: (random) => Uint8Array.from({ length: 16 }, () => random.below(256)),
    answer(input) {
      fault(input);
      return "read";
    },
    usual: ["read"],
  };
}

/** Whether an input is one with the fault: one in 256. */
function isWrong(input: Uint8Array): boolean {
  return input[0] === 7;
}

export function throws(): Door {
  return door((input) => {
    if (isWrong(input)) throw new TypeError("nobody foresaw it");
  });
}

export function hangs(): Door {
  return door((input) => {
    while (isWrong(input));
  });
}

/** As a native library does that writes too far. */
export function dies(): Door {
  return door((input) => {
    if (isWrong(input)) process.kill(process.pid, "SIGSEGV");
  });
}

/** Keeps two kilobytes for each input. */
export function keeps(): Door {
  return door(() => {
    kept.push(new Uint8Array(2048).fill(1));
  });
}

/** Never comes to what its inputs usually come to. */
export function idles(): Door {
  return { ...door(() => undefined), usual: ["read", "refused"] };
}
