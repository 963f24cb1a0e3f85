import { startChild } from './children.js';

const ec2 = await startChild('/work/wt-bench/test/bench/dist/ec2.js', { SEED: process.argv[2] });
console.log(ec2);
setInterval(async () => console.log(await ec2.ask()), 2000).unref();
const t = Date.now();
const judge = await startChild('/work/wt-bench/test/bench/dist/judge.js', { EC2_URL: ec2.url });
console.log(Date.now() - t, judge);
process.exit();
