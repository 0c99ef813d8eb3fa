/** Display frames in which a page makes room for a picture and draws it. */
const DISPLAY_FRAMES = 8;
/** Where no display frames come, in a hidden tab, nobody waits for a picture, ms. */
const LONGEST = 400;

/**
 * Resolves when a page has had the time to draw what it was just told of, which work in between would keep from the
 * screen. In the next task where there is no page.
 */
export async function afterPicture(): Promise<void> {
  // Whoever waits for the first frames hears of them before there are more.
  await new Promise((resolve) => setTimeout(resolve));
  if (typeof requestAnimationFrame === 'undefined') return;
  await new Promise<void>((resolve) => {
    let left = DISPLAY_FRAMES;
    const timer = setTimeout(resolve, LONGEST);
    const wait = (): void => {
      if (left-- > 0) {
        requestAnimationFrame(wait);
        return;
      }
      clearTimeout(timer);
      resolve();
    };
    wait();
  });
}
