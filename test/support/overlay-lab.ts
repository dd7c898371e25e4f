/**
 * A tmpfs full of directories with hostile names, on which the tests of test/words
 * mount overlays: mount(2) with a text, and a look at what came of it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mount, SystemError, umount } from "./libc.ts";
import { bytes, name, onDisk } from "./names.ts";
import { temporary } from "./temporary.ts";

/** Makes the tmpfs; the caller is in a mount namespace of its own. */
export function overlayLab() {
  const place = temporary("words");
  mount("tmpfs", place.path, "tmpfs");
  const target = `${place.path}/target`;
  const make = (path: string): void => {
    mkdirSync(onDisk(`${place.path}/${path}`), { recursive: true });
  };
  const write = (path: string, content = ""): void => {
    writeFileSync(onDisk(`${place.path}/${path}`), content, "latin1");
  };
  make("target");

  return {
    target,
    path: place.path,
    make,
    write,

    /** A layer with one file, `of-this`, that holds the layer's name. */
    layer(at: string): string {
      make(at);
      write(`${at}/of-this`, at);
      return at;
    },

    /** Mounts an overlay from option text; names in it are relative to `from`. 0, or the errno. */
    overlay(data: string, from = place.path): number {
      process.chdir(from);
      try {
        mount("overlay", target, "overlay", 0, data);
        return 0;
      } catch (error) {
        if (error instanceof SystemError) return error.errno;
        throw error;
      } finally {
        process.chdir("/");
      }
    },

    /** What a file of the mounted overlay holds. */
    content: (path: string): string => readFileSync(onDisk(`${target}/${path}`), "latin1"),

    /** Names in the mounted overlay; takes it down. */
    seen(): string[] {
      const entries = readdirSync(onDisk(target), { encoding: "buffer" }).map((entry) => name(entry));
      umount(target);
      return entries.sort();
    },

    /** Whether what is written through the mounted overlay arrives in `upper`; takes it down. */
    arrives(upper: string): boolean {
      writeFileSync(`${target}/written`, "");
      umount(target);
      const written = bytes(`${place.path}/${upper}/written`);
      const there = existsSync(written);
      rmSync(written, { force: true });
      return there;
    },

    remove(): void {
      umount(place.path);
      place.remove();
    },
  };
}
