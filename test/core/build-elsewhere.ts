/** Compiles a copy of the planner's sources in a process of its own and writes the module to a file. */
import { compilePlanner } from "../../scripts/build/planner.ts";

const [directory, file] = process.argv.slice(2);
if (directory === undefined || file === undefined) throw new Error("which directory, and into which file?");
// Not to standard output: what a pipe does not take at once, Bun 1.4.5 writes a second time.
await Bun.write(file, await compilePlanner(directory));
