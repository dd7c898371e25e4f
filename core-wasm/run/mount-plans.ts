import { Bytes } from "../bytes/bytes.ts";
import { MountPlan } from "../plan/mount-plan.ts";

/** All mounts of a request, planned before anything is looked at. */
export class MountPlans {
  target: Bytes = new Bytes(0, 0);
  plans: MountPlan[] = [];
}
