// In which order jest runs test files. It knows by itself how long each took, but only where it ran before.
import Sequencer from '@jest/test-sequencer';
import { longestFirst } from './longest.ts';

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return longestFirst(super.sort([...tests]));
  }
}
