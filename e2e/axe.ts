import type { Page } from '@playwright/test';
import type * as Axe from 'axe-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Options {
  /** A selector of the document; its all when undefined. */
  readonly within?: string;
  /** Rules that do not hold for how it is shown there. */
  readonly except?: readonly string[];
}

/**
 * What axe finds in the page, a line each. Runs in the page itself and reports violations only: several times as fast as
 * AxeBuilder, which opens a page of its own each time and describes all that passes, too.
 */
export async function violations(
  page: Page,
  { within, except = [] }: Options = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE);
  return page.evaluate(
    async ({ within, except }) => {
      // Its script has put it there.
      const { axe } = window as unknown as { axe: typeof Axe };
      const { violations } = await axe.run(within ?? document, {
        resultTypes: ['violations'],
        rules: Object.fromEntries(except.map((id) => [id, { enabled: false }])),
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(
          ({ target, failureSummary }) => `${id}: ${String(target)}: ${failureSummary ?? ''}`,
        ),
      );
    },
    { within, except },
  );
}
