import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { examples } from './export.example.ts';
import type { UhExport } from './export.ts';
import type { OfferCall } from './offers.ts';

let element: UhExport;

async function show(name: string): Promise<void> {
  const example = examples.find((each) => each.name === name);
  if (!example) throw new Error(`There is no example «${name}».`);
  document.body.append(example.render());
  const shown = document.querySelector('uh-export');
  if (!shown) throw new Error('The example shows no list of exports.');
  element = shown;
  await element.updateComplete;
  await new Promise((resolve) => setTimeout(resolve, 20));
  await element.updateComplete;
}

function button(label: string): HTMLButtonElement {
  const found = [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find(
    ({ textContent }) => textContent.trim().startsWith(label),
  );
  if (!found) throw new Error(`There is no button «${label}».`);
  return found;
}

const text = (selector: string) =>
  element.shadowRoot?.querySelector(selector)?.textContent.replaceAll(/\s+/g, ' ').trim();

/** Calls of an offer that never ends by itself. */
async function pending(): Promise<OfferCall[]> {
  const calls: OfferCall[] = [];
  await show('What can be had');
  const make = (call: OfferCall) => {
    calls.push(call);
    return new Promise<Blob>((_, reject) => {
      call.signal.addEventListener('abort', () => {
        reject(new DOMException('Cancelled.', 'AbortError'));
      });
    });
  };
  const offers = [{ label: 'GIF', detail: '', file: 'run.gif', make }];
  element.source = { widths: [480, 800], width: 800, groups: [{ title: 'Animation', offers }] };
  await element.updateComplete;
  return calls;
}

afterEach(() => {
  element.remove();
});

describe('<uh-export>', () => {
  it.each(examples.map(({ name }) => name))('is accessible: %s', async (name) => {
    await show(name);
    const { violations } = await axe.run(element);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  it('says how far it is, and lets nothing else begin', async () => {
    await show('Half way');
    expect(text('.work')).toContain('Frame 64 of 129');
    expect(element.shadowRoot?.querySelector('progress')?.value).toBe(64);
    expect(button('PNG').disabled).toBe(true);
  });

  it('says what was saved and how large it is', async () => {
    await show('Saved');
    expect(text('[role=status]')).toBe('umap-garments.gif, 4.2 MB, is saved.');
  });

  it('says why there is no file, and offers the others', async () => {
    await show('No encoder');
    expect(text('[role=alert]')).toContain('WebM and GIF work here.');
    expect(button('WebM').disabled).toBe(false);
  });

  it('makes pictures as wide as was chosen', async () => {
    const calls = await pending();
    const select = element.shadowRoot?.querySelector('select');
    if (!select) throw new Error('There is no choice of a width.');
    expect(select.value).toBe('800');
    select.value = '480';
    select.dispatchEvent(new Event('change'));
    button('GIF').click();
    expect(calls.map(({ width }) => width)).toEqual([480]);
  });

  it('goes on when it is moved, and gives up when it is removed', async () => {
    const calls = await pending();
    button('GIF').click();
    document.body.prepend(element);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(calls[0]?.signal.aborted).toBe(false);
    element.remove();
    await expect.poll(() => calls[0]?.signal.aborted).toBe(true);
  });
});
