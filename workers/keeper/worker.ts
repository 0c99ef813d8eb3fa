import { serve } from '../rpc/serve.ts';
import { createKeeperApi } from './api.ts';

serve(createKeeperApi());
