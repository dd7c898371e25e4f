/** Compiles a copy of the planner's sources in a process of its own and writes the module to standard output. */
import { compilePlanner } from "../../scripts/build/planner.ts";

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("which directory?");
await Bun.write(Bun.stdout, await compilePlanner(directory));
