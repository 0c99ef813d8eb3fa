/**
 * Browsers keep about 16 WebGL contexts a page (some phones 8) and silently kill the oldest one
 * when there are more. So count them: whoever wants one asks, and an owner that nobody sees gives
 * its own up.
 */
export interface ContextOwner {
  /** Whether anyone can see it now. */
  readonly visible: boolean;
  /** Gives the context up; the owner may ask again when it is seen. */
  evict(): void;
}

const LIMIT = 8;
/** In the order in which they were granted. */
const owners = new Set<ContextOwner>();

/** True when `owner` may create (or keep) a context; false: draw without one. */
export function acquireContext(owner: ContextOwner): boolean {
  if (owners.has(owner)) return true;
  if (owners.size >= LIMIT) {
    const hidden = [...owners].find((candidate) => !candidate.visible);
    if (!hidden) return false;
    owners.delete(hidden);
    hidden.evict();
  }
  owners.add(owner);
  return true;
}

/** May be called twice. */
export function releaseContext(owner: ContextOwner): void {
  owners.delete(owner);
}
