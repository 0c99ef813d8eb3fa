import { userEvent } from 'vitest/browser';

/** For tests: takes the mouse, which stays where the last test left it, to where no figure will be. */
export async function parkMouse(): Promise<void> {
  const place = document.createElement('div');
  place.style.cssText = 'position: fixed; right: 0; bottom: 0; width: 4px; height: 4px';
  document.body.append(place);
  await userEvent.hover(place);
  place.remove();
}
