/**
 * Milliseconds for which a busy mount is tried again, unless said otherwise: containerd's budget of 50 attempts, 50 ms
 * apart (containerd.md section 1.2).
 */
export const PATIENCE = 2500;
/** More is refused: by the planner, and where it would be asked too late. */
export const PATIENCE_MOST = 60000;

/** For what is wanted when something else has ended: that is too late to learn that it is none. @throws RangeError */
export function requirePatience({ patience = PATIENCE }: { readonly patience?: number }): void {
  if (!(Number.isInteger(patience) && patience >= 0 && patience <= PATIENCE_MOST)) throw new RangeError("patience");
}
