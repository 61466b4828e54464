// Before each test file.

import { chooseSeeds } from './seeds.ts';

chooseSeeds();
