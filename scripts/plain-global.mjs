// Where a test file lives: Node's globals over a plain global object. Jest's own environment puts a proxy and Node's interceptors
// between: there each mention of Object, Math or JSON takes some twenty times as long, and the tests twice.
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { ModuleMocker } from 'jest-mock';
import { installCommonGlobals } from 'jest-util';

/** One and the same for the file and for Node's own modules, so that a buffer is a Uint8Array on both sides. */
const SHARED = ['Buffer', 'ArrayBuffer', 'Uint8Array'];

export default class PlainGlobal extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const global = vm.createContext(vm.constants.DONT_CONTEXTIFY);
    lendGlobals(global);
    installCommonGlobals(global, config.projectConfig.globals);
    global.Error.stackTraceLimit = 100;
    this.context = global;
    this.global = global;
    this.moduleMocker = new ModuleMocker(global);
    // Jest's timers that stand still are of the global that is given up: who asks for them is told that there are none.
    this.fakeTimers?.dispose();
    this.fakeTimersModern?.dispose();
    this.fakeTimers = this.fakeTimersModern = null;
    this.lent = new Set(Reflect.ownKeys(global));
  }

  /** What was hung upon it meanwhile is taken down: whatever still holds the global then holds little. */
  async teardown() {
    const { global, lent } = this;
    await super.teardown();
    for (const key of Reflect.ownKeys(global))
      if (!lent.has(key)) Reflect.deleteProperty(global, key);
    this.global = null;
  }
}

function lendGlobals(global) {
  for (const [name, { enumerable, ...descriptor }] of Object.entries(
    Object.getOwnPropertyDescriptors(globalThis),
  )) {
    if (Object.hasOwn(global, name)) continue;
    if ('value' in descriptor) Object.defineProperty(global, name, { enumerable, ...descriptor });
    else lendLazily(global, name, enumerable);
  }
  for (const name of SHARED) global[name] = globalThis[name];
  for (const name of ['dispose', 'asyncDispose']) {
    if (Object.hasOwn(global.Symbol, name)) continue; // older Nodes add them to their own
    Object.defineProperty(global.Symbol, name, { value: Symbol[name] });
  }
  global.global = global;
}

/** What Node loads when it is first looked at. */
function lendLazily(global, name, enumerable) {
  const keep = (value) =>
    Object.defineProperty(global, name, { configurable: true, enumerable, writable: true, value });
  Object.defineProperty(global, name, {
    configurable: true,
    enumerable,
    get: () => keep(globalThis[name])[name],
    set: keep,
  });
}
