import { buildPlanner } from "./build/planner.ts";

await buildPlanner();
