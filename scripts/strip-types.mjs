// Lets jest read TypeScript the way Node itself does: types become blanks, so line numbers stay true.
import { stripTypeScriptTypes } from 'node:module';

export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
};
