// BullMQ on the same work: so many jobs that do nothing, added in batches and run as they come, each removed at its end.
// Arguments: the port of Redis, the number of jobs. Prints jobs a second, from the first one added to the last one done.
import { Queue, Worker } from 'bullmq';

const BATCH = 256;
const CONCURRENCY = 100;
const connection = { host: '127.0.0.1', port: Number(process.argv[2]) };
const jobs = Number(process.argv[3]);

const queue = new Queue('bench', { connection, defaultJobOptions: { removeOnComplete: true } });
const worker = new Worker('bench', async () => {}, { connection, concurrency: CONCURRENCY });
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

let done = 0;
const all = new Promise((resolve) => {
  worker.on('completed', () => {
    done += 1;
    if (done === jobs) {
      resolve();
    }
  });
});

const begin = process.hrtime.bigint();
for (let from = 0; from < jobs; from += BATCH) {
  const size = Math.min(BATCH, jobs - from);
  await queue.addBulk(Array.from({ length: size }, () => ({ name: 'noop', data: {} })));
}
await all;
console.log(`jobs per second ${(jobs / Number(process.hrtime.bigint() - begin)) * 1e9}`);

await worker.close();
await queue.close();
