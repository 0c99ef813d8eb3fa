import { underhood } from 'underhood/vite';

export default { base: './', plugins: [underhood()] };
