// What the programs of the shop write, and which of them end. All names, numbers and credentials are made up; the
// credentials are there so that a reader sees them masked.
import { randomBytes, randomInt } from 'node:crypto';
import { type Program, registerProgram } from '../controllers/program.ts';

export function registerShopPrograms(): void {
  for (const [repository, program] of Object.entries(PROGRAMS))
    registerProgram(repository, program);
}

function pick<Item>(items: readonly Item[]): Item | string {
  return items[randomInt(items.length)] ?? '';
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** Now and then a line that should never have been written: a credential in clear. */
function sometimesLeaking(leaks: readonly (() => string)[], line: () => string): () => string {
  return () => {
    const leak = randomInt(25) === 0 ? leaks[randomInt(leaks.length)] : undefined;
    return leak === undefined ? line() : leak();
  };
}

const server = (name: string, line: () => string, firstLines: readonly string[] = []): Program => ({
  startMs: 800,
  readyMs: 1200,
  firstLines: [
    `level=info msg="starting ${name}" version=1.0`,
    ...firstLines,
    'level=info msg="listening" port=8080',
  ],
  nextLine: line,
});

const PRODUCTS = ['blue-mug', 'oak-chair', 'wool-scarf', 'desk-lamp', 'tea-pot'];
const TERMS = ['mug', 'lamp', 'scarf red', 'chair oak', 'gift'];

const PROGRAMS: Readonly<Record<string, Program>> = {
  'registry.shop.example/web': server(
    'web',
    () =>
      `10.244.1.${randomInt(2, 250)} - "GET /product/${pick(PRODUCTS)} HTTP/1.1" ${pick(['200', '200', '200', '304', '404'])} ${randomInt(300, 9000)} ${randomInt(3, 90)}ms`,
  ),
  'registry.shop.example/cart': server(
    'cart',
    () =>
      `level=info msg="cart updated" cart=${hex(4)} items=${randomInt(1, 9)} took_ms=${randomInt(2, 40)}`,
  ),
  'registry.shop.example/checkout': server(
    'checkout',
    sometimesLeaking(
      [
        () => `level=debug msg="calling payments" authorization="Bearer ${hex(20)}"`,
        () =>
          'level=warn msg="retrying" dsn="postgres://checkout:Winter-Is-Long-42@db-0.db.shop.svc:5432/orders"',
      ],
      () =>
        `level=info msg="order placed" order=${randomInt(100_000, 999_999)} total_cents=${randomInt(500, 25_000)} currency=EUR`,
    ),
  ),
  'registry.shop.example/search': server(
    'search',
    () =>
      `level=info msg="query" q="${pick(TERMS)}" hits=${randomInt(0, 240)} took_ms=${randomInt(4, 120)}`,
  ),
  'registry.shop.example/payments': server(
    'payments',
    sometimesLeaking(
      [
        () => `level=debug msg="provider request" api_key=sk_live_${hex(12)}`,
        () =>
          'level=debug msg="signing" AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      ],
      () =>
        `level=info msg="payment ${pick(['captured', 'captured', 'authorised', 'declined'])}" payment=pay_${hex(5)} amount_cents=${randomInt(500, 25_000)}`,
    ),
  ),
  'registry.shop.example/db': server(
    'db',
    () =>
      `LOG:  checkpoint complete: wrote ${randomInt(10, 900)} buffers (${randomInt(0, 6)}.${randomInt(0, 9)}%)`,
    ['LOG:  database system is ready to accept connections'],
  ),
  'registry.shop.example/node-agent': server(
    'node-agent',
    () =>
      `level=info msg="sent metrics" series=${randomInt(400, 900)} bytes=${randomInt(20_000, 90_000)}`,
  ),
  'registry.shop.example/ad-server': server(
    'ad-server',
    () =>
      `level=info msg="click" campaign=${pick(['spring-sale', 'mugs-brand', 'gift-season'])} cost_cents=${randomInt(4, 80)}`,
  ),
  'registry.shop.example/dns': server(
    'dns',
    () =>
      `[INFO] 10.244.2.${randomInt(2, 250)}:53 "A IN ${pick(['cart', 'search', 'payments'])}.shop.svc.cluster.local. udp" NOERROR`,
  ),
  'registry.shop.example/recommender': {
    startMs: 900,
    readyMs: 4000,
    runsMs: 3500,
    exitCode: 1,
    firstLines: [
      'INFO recommender 2.4.1 starting',
      'INFO loading model /models/als-2026-11-02.bin',
      'INFO model needs 1536 MiB',
    ],
    lastLines: [
      'ERROR cannot reach feature store at feature-store.shop.svc:6379: connection refused',
      'ERROR giving up after 3 attempts (FEATURE_STORE_PASSWORD=hunter2-but-longer)',
      'Traceback (most recent call last):',
      '  File "/app/recommender/main.py", line 88, in <module>',
      '    store = connect(os.environ["FEATURE_STORE_URL"])',
      'ConnectionRefusedError: [Errno 111] Connection refused',
    ],
  },
  'registry.shop.example/nightly-report': {
    startMs: 800,
    readyMs: 300,
    runsMs: 42_000,
    exitCode: 0,
    firstLines: ['INFO report for yesterday', 'INFO reading 48,211 orders'],
    lastLines: ['INFO wrote s3://shop-reports/daily.csv', 'INFO done'],
  },
};
