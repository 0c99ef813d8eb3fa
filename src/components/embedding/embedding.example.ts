import { holdClock } from '../../controllers/player-clock.ts';
import { Player } from '../../trace/player.ts';
import './embedding.ts';
import type { UhEmbedding } from './embedding.ts';
import { syntheticImages, type SyntheticOptions, syntheticTrace } from './synthetic-trace.ts';

interface Example {
  readonly name: string;
  render(): HTMLElement;
}

function example(
  name: string,
  options: SyntheticOptions,
  arrange: (element: UhEmbedding, player: NonNullable<UhEmbedding['player']>) => void = () => {
    // as it comes
  },
): Example {
  return {
    name,
    render() {
      const player = new Player(syntheticTrace(options));
      const element = document.createElement('uh-embedding');
      element.player = player;
      element.images = syntheticImages;
      player.seek(player.lastFrame);
      arrange(element, player);
      return element;
    },
  };
}

export const examples: readonly Example[] = [
  example('The last frame', {}),
  example('Playing', { frames: 60 }, (element, player) => {
    holdClock(player);
    player.play();
  }),
  example('The first frame: names that overlap make room', {}, (_, player) => {
    player.seek(0);
  }),
  example('60,000 points', { points: 60_000, frames: 2 }),
  example('A palette for all eyes', {}, (element) => {
    element.palette = 'safe';
  }),
  example('Two classes hidden', {}, (element) => {
    element.hiddenClasses = new Set([2, 6]);
  }),
  example('Two classes highlighted, and a place marked', {}, (element, { trace }) => {
    element.highlight = [2, 4];
    element.mark = { trace, position: Float32Array.of(4, -1) };
  }),
  example('Three components: drag to turn', { components: 3 }),
  example('Without WebGL', {}, (element) => {
    element.renderer = 'canvas2d';
  }),
  example('On the ground of the page', {}, (element) => {
    element.ground = 'page';
  }),
  {
    name: 'Before the first frame',
    render() {
      const element = document.createElement('uh-embedding');
      element.textContent = 'Press Run to begin.';
      return element;
    },
  },
];
