import type { Line } from "./statistics.ts";
export interface PlanningRow {
  readonly layers: number;
  readonly nanoseconds: number;
  readonly containerd: number | null;
}
export interface Memory {
  readonly plans: number;
  readonly layers: number;
  readonly pagesBefore: number;
  readonly pagesAfter: number;
  readonly residentBefore: number;
  readonly residentAfter: number;
}
export type L = Line;
