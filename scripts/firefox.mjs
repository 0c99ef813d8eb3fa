import { existsSync } from 'node:fs';

/**
 * Path of an installed Firefox, or undefined. FIREFOX overrides; Debian's package comes next. Any recent one will do: it
 * is driven over WebDriver BiDi, which it speaks itself.
 * @returns {string | undefined}
 */
export function firefoxPath() {
  const named = process.env['FIREFOX'];
  if (named) return named;
  return [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ].find(existsSync);
}
