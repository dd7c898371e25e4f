// Writes the capability vectors and the golden files of test/plan again. A person reviews the difference.
import { writeGoldens } from "../test/plan/golden.ts";
import { writeVectors } from "../test/plan/vectors.ts";

writeVectors();
await writeGoldens();
