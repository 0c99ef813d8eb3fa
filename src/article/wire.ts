import { Contents } from './contents.ts';
import { offerEmbedding } from './embed-code.ts';
import { tieExperiments } from './experiments.ts';
import { anchorTitles, copies } from './links.ts';
import { tellMeasured } from './measured.ts';
import { NETWORK_LAYERS } from './network-layers.ts';
import { tieNotes } from './notes.ts';
import { tieProjection } from './projecting.ts';
import { whenIdle } from './when-idle.ts';
import { type PageFigure, seekWhenRecorded, tieToRuns } from './run-figures.ts';
import { addressOf, frameInAddress } from './state-link.ts';
import { offerThemes } from './theme.ts';

/** Brings the article's own parts to life: all that is not needed to show it, and comes right after. */
export function wireArticle(figures: readonly PageFigure[]): void {
  const status = document.querySelector('.page-status');
  const say = (text: string): void => {
    if (status) status.textContent = text;
  };
  const button = (name: string) => document.querySelector<HTMLButtonElement>(name);

  const themeButton = button('.theme');
  if (themeButton) offerThemes(themeButton, document.documentElement);

  const list = document.querySelector<HTMLElement>('.contents');
  const contentsButton = button('.contents-button');
  const contents = list && contentsButton ? new Contents(list, contentsButton) : undefined;

  const copyLink = button('.copy-link');
  if (copyLink) {
    copies(copyLink, () => addressOf(figures, location.href, contents?.chapter), say);
  }
  const site = new URL('.', location.href).href;
  for (const base of document.querySelectorAll('.embed .base')) base.textContent = site;
  for (const { figure } of figures) offerEmbedding(figure, site, say);
  const [copyEmbed, code] = [button('.copy-embed'), document.querySelector('.embed')];
  if (copyEmbed && code) copies(copyEmbed, () => code.textContent, say);

  anchorTitles(document);
  tieNotes(document);
  for (const { figure, prefix } of figures) {
    const frame = frameInAddress(location.search, prefix);
    if (frame !== undefined) seekWhenRecorded(figure, frame);
  }
  tieToRuns(document);
  tieProjection(document);
  tieExperiments(document, figures, say);
  tellMeasured(document);
  whenIdle(() => {
    import('./kept-offer.ts')
      .then(({ offerKept }) => offerKept(figures.map(({ figure }) => figure)))
      .catch(() => undefined); // without its code nothing is offered; the list has all runs
  });
  for (const summary of document.querySelectorAll('uh-model-summary')) {
    summary.layers = NETWORK_LAYERS;
  }
}
