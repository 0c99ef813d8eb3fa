/**
 * What must name the address that the site is hosted at, from one place: UNDERHOOD_URL at build time, e.g.
 * `UNDERHOOD_URL=https://example.org/underhood/ npm run build`. Without it no absolute address is in the site: the card's
 * picture is named relatively, and there is no canonical address and no sitemap.
 */

/**
 * The address as a URL whose path ends with a slash.
 * @param {string | undefined} text
 * @returns {URL | undefined}
 * @throws {Error} that says what is wrong with it
 */
export function hostedAddress(text) {
  if (text === undefined || text.trim() === '') return undefined;
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new Error(
      `UNDERHOOD_URL is «${text}»; it must be the site's whole address, like https://example.org/underhood/.`,
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * @param {string} html
 * @param {URL | undefined} address
 */
export function addressHtml(html, address) {
  const home = html.replaceAll('%HOME%', address?.pathname ?? './');
  if (!address) return home;
  return home.replace(
    /(property="og:image"\s+content=")\.\/([^"]+)"/,
    (_, before, file) => `${before}${new URL(file, address).href}"`,
  );
}

/**
 * robots.txt, and sitemap.xml where there is an address.
 * @param {URL | undefined} address
 * @returns {Record<string, string>} by file name
 */
export function addressFiles(address) {
  const robots = 'User-agent: *\nAllow: /\n';
  if (!address) return { 'robots.txt': robots };
  return {
    'robots.txt': `${robots}Sitemap: ${new URL('sitemap.xml', address).href}\n`,
    'sitemap.xml': `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc>${address.href}</loc></url>
</urlset>
`,
  };
}

/** @returns {import('vite').Plugin} */
export function siteAddress() {
  const address = hostedAddress(process.env['UNDERHOOD_URL']);
  return {
    name: 'underhood:site-address',
    transformIndexHtml(html, { path }) {
      const isFirstPage = path.endsWith('index.html') && address !== undefined;
      return {
        html: addressHtml(html, address),
        tags: isFirstPage
          ? [
              { tag: 'link', attrs: { rel: 'canonical', href: address.href }, injectTo: 'head' },
              {
                tag: 'meta',
                attrs: { property: 'og:url', content: address.href },
                injectTo: 'head',
              },
            ]
          : [],
      };
    },
    generateBundle() {
      for (const [fileName, source] of Object.entries(addressFiles(address))) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
  };
}
