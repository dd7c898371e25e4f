// Writes the golden files of test/plan again. A person reviews the difference.
import { writeGoldens } from "../test/plan/golden.ts";

await writeGoldens();
