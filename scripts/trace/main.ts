import { check } from './check.ts';

const USAGE = 'npm run trace -- check FILE|DIR|URL …';

const [command, ...places] = process.argv.slice(2);
if (command !== 'check' || places.length === 0) {
  process.stderr.write(`underhood: ${USAGE}\n`);
  process.exit(2);
}
let whole = true;
for (const place of places) {
  whole = (await check(place, (line) => process.stdout.write(`${line}\n`))) && whole;
}
process.exit(whole ? 0 : 1);
