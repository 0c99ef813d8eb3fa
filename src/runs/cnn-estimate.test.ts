import { describe, expect, it } from 'vitest';
import { estimateCnn } from './cnn-estimate.ts';
import { ARTICLE_CNN_SETTINGS } from './cnn-settings.ts';

const { params } = ARTICLE_CNN_SETTINGS;

describe('what a CNN run takes', () => {
  it('is minutes for the article’s schedule on a processor, and less for less', () => {
    const whole = estimateCnn(ARTICLE_CNN_SETTINGS, 60_000, 3072);
    expect(whole?.seconds).toBeGreaterThan(300);
    expect(whole?.seconds).toBeLessThan(1200);
    const short = { ...ARTICLE_CNN_SETTINGS, params: { ...params, epochs: 6 } };
    expect(estimateCnn(short, 60_000, 3072)?.seconds).toBeLessThan(10);
    expect(estimateCnn(short, 1000, 784)?.bytes).toBeLessThan(whole?.bytes ?? 0);
  });

  it('is not promised for graphics cards, nor for settings that make no sense', () => {
    expect(estimateCnn({ ...ARTICLE_CNN_SETTINGS, engine: 'webgpu' }, 1, 1)).toBeUndefined();
    for (const epochs of [NaN, -1, 0, 1e9]) {
      const settings = { ...ARTICLE_CNN_SETTINGS, params: { ...params, epochs } };
      expect(estimateCnn(settings, 1, 1)).toBeUndefined();
    }
  });
});
