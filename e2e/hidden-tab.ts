import type { Page } from '@playwright/test';

/**
 * Lets `hideTab` hide the page. A headless browser holds every tab for a visible one: this is what a page meets in a
 * hidden one, no display frames among it. To be called before the page is opened.
 */
export async function preparesHiding(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let hidden = false;
    let waiting: FrameRequestCallback[] = [];
    const request = window.requestAnimationFrame.bind(window);
    Object.defineProperties(document, {
      hidden: { get: () => hidden },
      visibilityState: { get: () => (hidden ? 'hidden' : 'visible') },
    });
    window.requestAnimationFrame = (callback) =>
      request((now) => {
        if (hidden) waiting.push(callback);
        else callback(now);
      });
    document.addEventListener('hide-tab', (event) => {
      hidden = event instanceof CustomEvent && event.detail === true;
      document.dispatchEvent(new Event('visibilitychange'));
      if (hidden) return;
      for (const callback of waiting) request(callback);
      waiting = [];
    });
  });
}

export async function hideTab(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((detail) => {
    document.dispatchEvent(new CustomEvent('hide-tab', { detail }));
  }, hidden);
}
